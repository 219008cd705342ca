import { describe, expect, it } from 'vitest';
import {
  allScenes,
  generatePictures,
  type PictureItem,
  pictureItems,
  sceneCaption,
  splitScenes,
} from '../../../src/data/generators/pictures.ts';

const items = generatePictures({ seed: 1, items: 2000 });

/** The caption, read from the points alone: groups of touching points, their size, colour and shape. */
function look({ picture }: PictureItem): string {
  const lit = (channel: number, y: number, x: number) =>
    y >= 0 && x >= 0 && y < 16 && x < 16 && picture[channel * 256 + y * 16 + x] > 0.5;
  const on = (y: number, x: number) => [0, 1, 2].some((channel) => lit(channel, y, x));
  const seen = new Set<number>();
  const groups: [number, number][][] = [];
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 16; x++) {
      if (!on(y, x) || seen.has(16 * y + x)) continue;
      const group: [number, number][] = [];
      const open: [number, number][] = [[y, x]];
      seen.add(16 * y + x);
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        group.push(next);
        for (let a = next[0] - 1; a <= next[0] + 1; a++) {
          for (let b = next[1] - 1; b <= next[1] + 1; b++) {
            if (!on(a, b) || seen.has(16 * a + b)) continue;
            seen.add(16 * a + b);
            open.push([a, b]);
          }
        }
      }
      groups.push(group);
    }
  }
  // Shapes on a diagonal of the small grid do not touch: there is a dark line between.
  const [first] = groups;
  const ys = first.map(([y]) => y);
  const xs = first.map(([, x]) => x);
  const size = Math.max(...ys) - Math.min(...ys) + 1;
  const covered = first.length;
  const middle = on(Math.min(...ys) + (size - 1) / 2, Math.min(...xs) + (size - 1) / 2);
  const corner = on(Math.min(...ys), Math.min(...xs));
  const shape = covered === size * size ? 'square' : !middle ? 'ring' : corner ? 'cross' : 'plus';
  const rgb = [0, 1, 2].map((channel) => (lit(channel, ys[0], xs[0]) ? 1 : 0)).join('');
  const colour = { '100': 'red', '010': 'green', '001': 'blue', '110': 'yellow', '111': 'white' }[
    rgb
  ];
  const plural = groups.length > 1 ? (shape === 'plus' || shape === 'cross' ? 'es' : 's') : '';
  const place = `${Math.min(...ys) < 8 ? 'top' : 'bottom'} ${Math.min(...xs) < 8 ? 'left' : 'right'}`;
  const count = ['none', 'one', 'two', 'three'][groups.length];
  return `${count} ${size === 5 ? 'large' : 'small'} ${colour} ${shape}${plural} at the ${place}`;
}

describe('pictures', () => {
  it('are the same for the same seed, others for another, and stream', () => {
    expect(generatePictures({ items: 5 })).toEqual(items.slice(0, 5));
    expect(generatePictures({ seed: 2, items: 5 })).not.toEqual(items.slice(0, 5));
    expect(pictureItems({ items: 1e9 }).next().value).toEqual(items[0]);
  });

  it('show what their captions say', () => {
    for (const item of items) {
      expect(item.picture.length).toBe(768);
      expect(look(item)).toBe(item.caption);
    }
  });

  it('have the stated noise', () => {
    let sum = 0;
    let n = 0;
    for (const { picture } of generatePictures({ items: 100, noise: 0.2 })) {
      for (const value of picture) {
        if (value > 0.5) continue;
        sum += value * value;
        n++;
      }
    }
    expect(Math.sqrt(sum / n)).toBeCloseTo(0.2, 1.7);
    const clean = generatePictures({ items: 100, noise: 0 });
    expect(clean.every(({ picture }) => picture.every((v) => v === 0 || v === 1))).toBe(true);
  });

  it('show all 320 scenes, each with a caption of its own', () => {
    expect(new Set(allScenes().map(sceneCaption)).size).toBe(320);
    expect(new Set(items.map(({ caption }) => caption)).size).toBeGreaterThan(310);
  });
});

describe('a split of the scenes', () => {
  it('has no scene on both sides, and every two test words together in training', () => {
    for (const [seed, heldOut] of [
      [1, 64],
      [2, 64],
      [3, 160],
    ]) {
      const { train, test } = splitScenes({ seed, heldOut });
      expect(test.length).toBe(heldOut);
      expect(new Set([...train, ...test].map(sceneCaption)).size).toBe(320);
      for (const scene of test) {
        const words = Object.entries(scene);
        for (const a of words) {
          for (const b of words) {
            const together = train.filter(
              (other) =>
                new Map(Object.entries(other)).get(a[0]) === a[1] &&
                new Map(Object.entries(other)).get(b[0]) === b[1],
            );
            expect(together.length).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it('is another for another seed, and is kept by the pictures', () => {
    const { test } = splitScenes({ seed: 1 });
    expect(splitScenes({ seed: 1 }).test).toEqual(test);
    expect(splitScenes({ seed: 2 }).test).not.toEqual(test);
    const captions = new Set(test.map(sceneCaption));
    for (const { caption } of pictureItems({ items: 200, scenes: test })) {
      expect(captions.has(caption)).toBe(true);
    }
  });

  it('refuses to keep back so much that pairs of words would be lost', () => {
    expect(() => splitScenes({ heldOut: 310 })).toThrow('every two words must stay together');
    expect(() => splitScenes({ heldOut: 0 })).toThrow('expected heldOut to be');
    expect(() => generatePictures({ items: 1, scenes: [] })).toThrow('at least one scene');
  });
});

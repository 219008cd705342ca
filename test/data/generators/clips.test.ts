import { describe, expect, it } from 'vitest';
import {
  generateClips,
  generateMotions,
  motions,
  movements,
} from '../../../src/data/generators/clips.ts';

const clips = generateClips({ seed: 1, items: 1200 });
const stops = generateMotions({ seed: 1, items: 800 });

/** Where the 2×2 window with the most light is, frame by frame. */
function positions(frames: Float32Array): [number, number][] {
  return Array.from({ length: frames.length / 64 }, (_, t) => {
    const light = (y: number, x: number) => frames[64 * t + 8 * (y % 8) + (x % 8)];
    let best: [number, number] = [0, 0];
    let most = Number.NEGATIVE_INFINITY;
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        const sum = light(y, x) + light(y, x + 1) + light(y + 1, x) + light(y + 1, x + 1);
        if (sum > most) [best, most] = [[y, x], sum];
      }
    }
    return best;
  });
}

/** Steps as `dy,dx`, over the edge too. */
const steps = (frames: Float32Array) => {
  const path = positions(frames);
  const step = (a: number, b: number) => ((b - a + 12) % 8) - 4;
  return path.slice(1).map(([y, x], t) => `${step(path[t][0], y)},${step(path[t][1], x)}`);
};

const names = new Map([
  ['0,-1', 'left'],
  ['0,1', 'right'],
  ['-1,0', 'up'],
  ['1,0', 'down'],
]);

describe('clips', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateClips({ items: 5 })).toEqual(clips.slice(0, 5));
    expect(generateClips({ seed: 2, items: 5 })).not.toEqual(clips.slice(0, 5));
    expect(generateMotions({ items: 5 })).toEqual(stops.slice(0, 5));
    expect(generateMotions({ seed: 2, items: 5 })).not.toEqual(stops.slice(0, 5));
  });

  it('move as their labels say', () => {
    const clockwise = ['right', 'down', 'left', 'up'];
    for (const { frames, movement } of clips) {
      expect(frames.length).toBe(12 * 64);
      const ways = steps(frames).map((step) => names.get(step) ?? `no step: ${step}`);
      if (new Set(ways).size === 1) {
        expect(ways[0]).toBe(movement);
        continue;
      }
      const turns = new Set<number>();
      for (let t = 1; t < ways.length; t++) {
        if (ways[t] === ways[t - 1]) continue;
        turns.add((clockwise.indexOf(ways[t]) - clockwise.indexOf(ways[t - 1]) + 4) % 4);
      }
      expect([...turns]).toEqual([movement === 'clockwise' ? 1 : 3]);
      expect(['clockwise', 'anticlockwise']).toContain(movement);
      // A round is 8 frames long.
      const path = positions(frames);
      expect(path[8]).toEqual(path[0]);
    }
  });

  it('have each movement as often, begun anywhere', () => {
    for (const movement of movements) {
      const n = clips.filter((clip) => clip.movement === movement).length;
      expect(Math.abs(n - 200)).toBeLessThan(5 * Math.sqrt(200));
    }
    expect(new Set(clips.map(({ frames }) => positions(frames)[0].join())).size).toBe(64);
  });

  it('have the stated noise and length', () => {
    const [{ frames }] = generateClips({ items: 1, length: 200, noise: 0.3 });
    expect(frames.length).toBe(200 * 64);
    const dark = frames.filter((v) => v < 0.5);
    const clean = generateClips({ items: 1, length: 9, noise: 0 })[0].frames;
    expect(Math.sqrt(dark.reduce((sum, v) => sum + v * v, 0) / dark.length)).toBeGreaterThan(0.25);
    expect(clean.reduce((sum, v) => sum + v)).toBe(9 * 4);
    expect(() => generateClips({ items: 1, length: 7 })).toThrow('expected length to be');
    expect(() => generateMotions({ items: 1, noise: Number.NaN })).toThrow('expected noise to be');
  });
});

describe('motions', () => {
  it('are told by each frame and those before it', () => {
    for (const { frames, motions: labels } of stops) {
      expect(labels.length).toBe(12);
      expect(labels[0]).toBe('still');
      let last: string | undefined;
      steps(frames).forEach((step, t) => {
        if (step === '0,0') {
          expect(labels[t + 1]).toBe('still');
          return;
        }
        const way = names.get(step);
        const back = last !== undefined && way !== last;
        expect(labels[t + 1]).toBe(back ? 'reversing' : 'moving');
        last = way;
      });
    }
  });

  it('are all frequent, and not told by one frame alone', () => {
    const all = stops.flatMap(({ motions: labels }) => labels);
    for (const motion of motions) {
      expect(all.filter((label) => label === motion).length / all.length).toBeGreaterThan(0.1);
    }
    // A step back after rests needs memory further than one frame.
    const late = stops.filter(({ motions: labels }) => / still reversing/.test(labels.join(' ')));
    expect(late.length).toBeGreaterThan(100);
  });

  it('keep to one row or column', () => {
    for (const { frames } of stops) {
      const path = positions(frames);
      const rows = new Set(path.map(([y]) => y)).size;
      const columns = new Set(path.map(([, x]) => x)).size;
      expect(Math.min(rows, columns)).toBe(1);
    }
  });
});

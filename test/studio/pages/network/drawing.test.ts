import { describe, expect, it } from 'vitest';
import type { NetworkBox, NetworkPicture } from '../../../../src/protocol/network.ts';
import { drawNetwork } from '../../../../src/studio/pages/network/drawing.ts';
import type { Drawing } from '../../../../src/studio/pages/network/drawn.ts';

const box = (id: string, kind: NetworkBox['kind'], rest: Partial<NetworkBox> = {}): NetworkBox => ({
  id,
  kind,
  part: 'network',
  when: 'each',
  equations: ['v = h[T]'],
  parameters: [],
  parameterCount: 0,
  ...rest,
});

const picture = (...boxes: NetworkBox[]): NetworkPicture => ({ task: 'lm', boxes, parameters: 0 });

const language = picture(
  box('embedding', 'embedding'),
  box('layer-1', 'recurrent', { layer: 1 }),
  box('layer-2', 'recurrent', { layer: 2 }),
  box('output', 'output'),
);

const classifier = picture(
  box('embedding', 'embedding'),
  box('layer-1', 'recurrent', { layer: 1 }),
  box('layer-1-reverse', 'recurrent', { layer: 1, reverse: true }),
  box('pooling', 'pooling', { when: 'last', equations: ['v = the last state of each direction'] }),
  box('output', 'output', { when: 'last' }),
);

const translator = picture(
  box('encoder-embedding', 'embedding', { part: 'encoder' }),
  box('encoder-layer-1', 'recurrent', { part: 'encoder', layer: 1 }),
  box('encoder-layer-1-reverse', 'recurrent', { part: 'encoder', layer: 1, reverse: true }),
  box('decoder-embedding', 'embedding', { part: 'decoder' }),
  box('decoder-layer-1', 'recurrent', { part: 'decoder', layer: 1 }),
  box('attention', 'attention', { part: 'decoder' }),
  box('output', 'output', { part: 'decoder' }),
);

const captioner = picture(
  box('condition', 'condition', { when: 'first' }),
  box('embedding', 'embedding'),
  box('layer-1', 'recurrent', { layer: 1 }),
  box('output', 'output'),
);

const table = picture(
  box('vector', 'vector', { when: 'last' }),
  box('dense-1', 'dense', { when: 'last', layer: 1 }),
  box('output', 'output', { when: 'last' }),
);

const many = { language, classifier, translator, captioner, table };

/** The boxes at the two ends of each line, where it ends at boxes. */
function links({ boxes, edges }: Drawing, kind: string): string[] {
  const touching = ([x, y]: [number, number]) =>
    boxes.find(
      (one) =>
        x >= one.x - 0.1 &&
        x <= one.x + one.width + 0.1 &&
        y >= one.y - 0.1 &&
        y <= one.y + one.height + 0.1,
    );
  return edges
    .filter((edge) => edge.kind === kind)
    .map(({ points }) => {
      const [from, to] = [touching(points[0]), touching(points[points.length - 1])];
      const name = (one: typeof from) => (one ? `${one.box.id}@${one.step}` : 'outside');
      return `${name(from)} > ${name(to)}`;
    });
}

describe.each(Object.entries(many))('the drawing of the %s', (_, network) => {
  const drawing = drawNetwork(network, 3);

  it('has no two boxes on one another and everything in the frame', () => {
    for (const [k, a] of drawing.boxes.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(drawing.width);
      expect(a.y + a.height).toBeLessThanOrEqual(drawing.height);
      for (const b of drawing.boxes.slice(k + 1)) {
        const apart =
          a.x + a.width <= b.x ||
          b.x + b.width <= a.x ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        expect(apart, `${a.box.id} and ${b.box.id}`).toBe(true);
      }
    }
  });

  it('has lines that stay in the frame and pass through no box', () => {
    for (const { points } of drawing.edges) {
      for (const [x, y] of points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(drawing.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(drawing.height);
      }
      for (let k = 1; k < points.length; k++) {
        const middle = [
          (points[k - 1][0] + points[k][0]) / 2,
          (points[k - 1][1] + points[k][1]) / 2,
        ];
        const inside = drawing.boxes.find(
          (one) =>
            middle[0] > one.x &&
            middle[0] < one.x + one.width &&
            middle[1] > one.y &&
            middle[1] < one.y + one.height,
        );
        expect(inside?.box.id).toBeUndefined();
      }
    }
  });
});

describe('what leads where', () => {
  it('of a language model: up through the layers, and each layer to itself one step later', () => {
    const drawing = drawNetwork(language, 2);
    expect(links(drawing, 'up')).toEqual([
      'embedding@0 > layer-1@0',
      'layer-1@0 > layer-2@0',
      'layer-2@0 > output@0',
      'embedding@1 > layer-1@1',
      'layer-1@1 > layer-2@1',
      'layer-2@1 > output@1',
    ]);
    expect(links(drawing, 'time')).toEqual([
      'layer-1@0 > layer-1@1',
      'outside > layer-1@0',
      'layer-1@1 > outside',
      'layer-2@0 > layer-2@1',
      'outside > layer-2@0',
      'layer-2@1 > outside',
    ]);
  });

  it('of two directions: the reverse layer to the step before, the last states to the answer', () => {
    const drawing = drawNetwork(classifier, 3);
    expect(links(drawing, 'time')).toContain('layer-1-reverse@2 > layer-1-reverse@1');
    expect(links(drawing, 'time')).toContain('layer-1@1 > layer-1@2');
    const up = links(drawing, 'up');
    expect(up).toContain('embedding@1 > layer-1-reverse@1');
    expect(up.filter((link) => link.endsWith('pooling@2')).sort()).toEqual([
      'layer-1-reverse@0 > pooling@2',
      'layer-1@2 > pooling@2',
    ]);
    expect(up).toContain('pooling@2 > output@2');
    expect(drawing.boxes.filter(({ box: { id } }) => id === 'output')).toHaveLength(1);
  });

  it('of parts with steps of their own: the last step of one leads to the first of the other', () => {
    const drawing = drawNetwork(translator, { encoder: 2, decoder: 4 });
    expect(drawing.columns.map(({ part }) => part)).toEqual([
      ...new Array(2).fill('encoder'),
      ...new Array(4).fill('decoder'),
    ]);
    expect(links(drawing, 'time')).toContain('encoder-layer-1@1 > decoder-layer-1@0');
  });

  it('of a translator: from the encoder’s end to the decoder’s beginning, and to attention', () => {
    const drawing = drawNetwork(translator, 2);
    expect(links(drawing, 'time')).toContain('encoder-layer-1@1 > decoder-layer-1@0');
    expect(links(drawing, 'look').filter((link) => link.includes('attention'))).toHaveLength(2);
    expect(links(drawing, 'look').filter((link) => link.startsWith('encoder'))).toHaveLength(4);
    expect(links(drawing, 'time').some((link) => link === 'outside > decoder-layer-1@0')).toBe(
      false,
    );
  });

  it('of a captioner: from the condition to the first step', () => {
    expect(links(drawNetwork(captioner, 2), 'time')).toContain('condition@-1 > layer-1@0');
  });

  it('of a table: one column', () => {
    const drawing = drawNetwork(table, 4);
    expect(drawing.columns).toHaveLength(1);
    expect(links(drawing, 'up')).toEqual(['vector@0 > dense-1@0', 'dense-1@0 > output@0']);
  });
});

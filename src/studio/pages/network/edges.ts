/** The lines between the boxes of an unrolled network. */
import type { NetworkBox, NetworkPicture } from '../../../protocol/network.ts';
import { type Column, type DrawnBox, type Edge, isInput, sizes } from './drawn.ts';

type Point = [x: number, y: number];

export function edgesOf(
  { boxes }: NetworkPicture,
  drawn: readonly DrawnBox[],
  columns: readonly Column[],
): Edge[] {
  const edges: Edge[] = [];
  for (const column of columns) edges.push(...upward(inColumn(drawn, column)));
  for (const box of boxes) {
    if (box.kind === 'recurrent') edges.push(...throughTime(box, drawn));
    if (box.kind === 'pooling') edges.push(...toPooling(box, drawn));
  }
  edges.push(...fromCondition(drawn), ...toDecoder(drawn));
  return edges;
}

function inColumn(drawn: readonly DrawnBox[], { part, step }: Column): DrawnBox[] {
  return drawn.filter((one) => one.box.part === part && one.step === step);
}

/** Groups that hand on together: all that is read, the directions of one layer, every other box. */
function levels(column: readonly DrawnBox[]): DrawnBox[][] {
  const groups: DrawnBox[][] = [];
  for (const one of column) {
    const before = groups.at(-1);
    const together =
      before !== undefined &&
      ((isInput(one.box.kind) && isInput(before[0].box.kind)) ||
        (one.box.kind === 'recurrent' &&
          before[0].box.kind === 'recurrent' &&
          before[0].box.layer === one.box.layer));
    if (together) before.push(one);
    else groups.push([one]);
  }
  return groups;
}

function upward(column: readonly DrawnBox[]): Edge[] {
  const groups = levels(column);
  return groups.slice(1).flatMap((above, k) =>
    groups[k].flatMap((from) =>
      above
        // A pooling box has lines of its own, from every step.
        .filter((to) => to.box.kind !== 'pooling')
        .map((to): Edge => ({ kind: 'up', points: vertical(from, to, above, groups[k]) })),
    ),
  );
}

/** Lines past the box of the other direction run at the free side. */
function vertical(
  from: DrawnBox,
  to: DrawnBox,
  above: readonly DrawnBox[],
  below: readonly DrawnBox[],
): Point[] {
  const toX = above.length > 1 ? side(to) : from.x + from.width / 2;
  const fromX = below.length > 1 && from.box.kind === 'recurrent' ? side(from) : toX;
  const clear = (x: number, box: DrawnBox) =>
    Math.min(Math.max(x, box.x + 8), box.x + box.width - 8);
  const [start, end] = [clear(fromX, from), clear(above.length > 1 ? toX : fromX, to)];
  if (start === end) {
    return [
      [start, from.y],
      [end, to.y + to.height],
    ];
  }
  const middle = to.y + to.height + sizes.rise / 2;
  return [
    [start, from.y],
    [start, middle],
    [end, middle],
    [end, to.y + to.height],
  ];
}

/** Where a line leaves or enters: in the middle, or where two directions stand on each other, at the free side. */
function side({ box, x, width }: DrawnBox): number {
  if (width === sizes.box.width) return x + width / 2;
  return box.reverse ? x + width - sizes.shift / 2 : x + sizes.shift / 2;
}

/** The state goes on to the next step, or for a reverse layer to the one before. */
function throughTime(box: NetworkBox, drawn: readonly DrawnBox[]): Edge[] {
  const row = drawn.filter((one) => one.box.id === box.id).sort((a, b) => a.step - b.step);
  const level = (one: DrawnBox) => one.y + one.height / 2;
  const edges = row.slice(1).map((right, k): Edge => {
    const left = row[k];
    const points: Point[] = [
      [left.x + left.width, level(left)],
      [right.x, level(right)],
    ];
    return { kind: 'time', points: box.reverse ? points.reverse() : points };
  });
  const [start, end] = [row[0], row[row.length - 1]];
  const stub = sizes.gap - 14;
  const before: Point[] = [
    [start.x - stub, level(start)],
    [start.x, level(start)],
  ];
  const after: Point[] = [
    [end.x + end.width, level(end)],
    [end.x + end.width + stub, level(end)],
  ];
  const outside = (points: Point[]): Edge => ({
    kind: 'time',
    points: box.reverse ? points.reverse() : points,
    outside: true,
  });
  const begins = box.part === 'decoder' || hasCondition(drawn);
  if (!begins) edges.push(outside(before));
  if (box.part !== 'encoder') edges.push(outside(after));
  return edges;
}

function hasCondition(drawn: readonly DrawnBox[]): boolean {
  return drawn.some(({ box }) => box.kind === 'condition');
}

/** All steps reach the pooling over the top layer; of the last state only the last one. */
function toPooling(box: NetworkBox, drawn: readonly DrawnBox[]): Edge[] {
  const [pooling] = drawn.filter((one) => one.box.id === box.id);
  const layers = drawn.filter((one) => one.box.kind === 'recurrent');
  const top = Math.max(...layers.map((one) => one.box.layer ?? 0));
  const last = Math.max(...layers.map(({ step }) => step));
  const ofLast = box.equations.some((line) => /h\[T\]|last state/.test(line));
  return layers
    .filter((one) => one.box.layer === top)
    .filter((one) => !ofLast || one.step === (one.box.reverse ? 0 : last))
    .map((from): Edge => {
      const [x, rail] = [side(from), pooling.y + pooling.height + sizes.rise / 2];
      const aim = Math.min(Math.max(x, pooling.x + 12), pooling.x + pooling.width - 12);
      return {
        kind: 'up',
        points: [
          [x, from.y],
          [x, rail],
          [aim, rail],
          [aim, pooling.y + pooling.height],
        ],
      };
    });
}

function fromCondition(drawn: readonly DrawnBox[]): Edge[] {
  const condition = drawn.find(({ box }) => box.kind === 'condition');
  if (condition === undefined) return [];
  const x = condition.x + condition.width;
  return drawn
    .filter(({ box, step }) => box.kind === 'recurrent' && step === 0)
    .map((to): Edge => {
      const [from, level] = [condition.y + condition.height / 2, to.y + to.height / 2];
      const bend = x + sizes.gap / 2;
      const points: Point[] =
        from === level
          ? [
              [x, from],
              [to.x, level],
            ]
          : [
              [x, from],
              [bend, from],
              [bend, level],
              [to.x, level],
            ];
      return { kind: 'time', points };
    });
}

/** The encoder's last states begin the decoder; attention looks at the outputs of all its steps. */
function toDecoder(drawn: readonly DrawnBox[]): Edge[] {
  const encoder = drawn.filter(({ box }) => box.part === 'encoder' && box.kind === 'recurrent');
  if (encoder.length === 0) return [];
  const last = Math.max(...encoder.map(({ step }) => step));
  const starts = drawn.filter(
    ({ box, step }) => box.part === 'decoder' && box.kind === 'recurrent' && step === 0,
  );
  const edges = starts.flatMap((to) =>
    encoder
      .filter(({ box, step }) => box.layer === to.box.layer && !box.reverse && step === last)
      .map((from): Edge => {
        const [x, level] = [from.x + from.width, from.y + from.height / 2];
        const bend = to.x - sizes.gap / 2;
        return {
          kind: 'time',
          points: [
            [x, level],
            [bend, level],
            [bend, to.y + to.height / 2],
            [to.x, to.y + to.height / 2],
          ],
        };
      }),
  );
  const attention = drawn.filter(({ box }) => box.kind === 'attention');
  if (attention.length === 0) return edges;
  const top = Math.max(...encoder.map(({ box }) => box.layer ?? 0));
  const rail = attention[0].y + attention[0].height + sizes.rise / 2;
  const outputs = encoder.filter(({ box }) => box.layer === top);
  const far = attention[attention.length - 1].x + 14;
  for (const from of outputs) {
    edges.push({
      kind: 'look',
      points: [
        [side(from), from.y],
        [side(from), rail],
        [far, rail],
      ],
    });
  }
  for (const to of attention) {
    edges.push({
      kind: 'look',
      points: [
        [to.x + 14, rail],
        [to.x + 14, to.y + to.height],
      ],
    });
  }
  return edges;
}

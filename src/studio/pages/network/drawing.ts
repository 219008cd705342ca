/**
 * Where the boxes of a network stand when it is drawn unrolled: a column for each step, what a step reads
 * at the bottom, its answer at the top, states from column to column. Numbers are pixels of the drawing.
 */
import type { NetworkBox, NetworkPicture } from '../../../protocol/network.ts';
import { type Column, type Drawing, type DrawnBox, isInput, sizes } from './drawn.ts';
import { edgesOf } from './edges.ts';

/** How many columns each part has. */
export type StepsOfParts = Readonly<Partial<Record<NetworkBox['part'], number>>>;

export function drawNetwork(picture: NetworkPicture, steps: number | StepsOfParts): Drawing {
  const { boxes } = picture;
  const parts = (['network', 'encoder', 'decoder'] as const).filter((part) =>
    boxes.some((box) => box.part === part),
  );
  const columns: Column[] = [];
  let x: number = sizes.margin.x;
  const first = boxes.filter(({ when }) => when === 'first');
  if (first.length > 0) x += sizes.box.width + sizes.gap;
  const stepsOf = (part: NetworkBox['part']) =>
    typeof steps === 'number' ? steps : (steps[part] ?? 1);
  const stepless = boxes.every(({ kind }) => kind !== 'recurrent');
  for (const part of parts) {
    for (let step = 0; step < (stepless ? 1 : stepsOf(part)); step++) {
      columns.push({ part, step, x });
      x += sizes.box.width + sizes.gap;
    }
  }
  const encoder = rowsOf(boxes, 'encoder');
  const rows = new Map(
    parts.map((part) => [
      part,
      part === 'decoder' ? above(rowsOf(boxes, part), encoder) : rowsOf(boxes, part),
    ]),
  );
  const most = Math.max(...[...rows.values()].map((list) => list.length));
  const lift = sizes.box.height + sizes.rise;
  const bottom = sizes.margin.top + most * lift;
  const drawn: DrawnBox[] = [];
  for (const column of columns) {
    const list = rows.get(column.part) ?? [];
    const both = boxes.some(({ part, reverse }) => part === column.part && reverse);
    const last = columns.filter(({ part }) => part === column.part).at(-1) === column;
    list.forEach((row, level) => {
      const shown = row.filter(({ when }) => when === 'each' || (when === 'last' && last));
      drawn.push(...placeRow(shown, column, { y: bottom - (level + 1) * lift, both }));
    });
  }
  first.forEach((box) => {
    const aim = drawn.find((one) => one.box.kind === 'recurrent' && one.step === 0);
    const y = aim?.y ?? bottom - lift;
    drawn.push({ box, step: -1, x: sizes.margin.x, y, ...sizes.box });
  });
  const end = columns.at(-1)?.x ?? 0;
  return {
    width: end + sizes.box.width + sizes.margin.x,
    height: bottom + sizes.margin.bottom,
    boxes: drawn,
    edges: edgesOf(picture, drawn, columns),
    columns,
  };
}

/** From the bottom: all that a step reads in one row, then a row for each box. */
function rowsOf(boxes: readonly NetworkBox[], part: NetworkBox['part']): NetworkBox[][] {
  const own = boxes.filter((box) => box.part === part && box.when !== 'first');
  const reads = own.filter(({ kind }) => isInput(kind));
  const rest = own.filter(({ kind }) => !isInput(kind));
  return [...(reads.length > 0 ? [reads] : []), ...rest.map((box) => [box])];
}

/** Attention stands higher than all that it looks at, so that no line to it passes a box. */
function above(rows: NetworkBox[][], encoder: readonly NetworkBox[][]): NetworkBox[][] {
  const at = rows.findIndex(([box]) => box.kind === 'attention');
  if (at < 0) return rows;
  const empty = Array.from({ length: Math.max(0, encoder.length - at) }, () => []);
  return [...rows.slice(0, at), ...empty, ...rows.slice(at)];
}

/** Boxes of one row share the width of the column; one of two directions leaves room for lines past it. */
function placeRow(
  row: readonly NetworkBox[],
  column: Column,
  { y, both }: { y: number; both: boolean },
): DrawnBox[] {
  const { width, height } = sizes.box;
  const { step } = column;
  const each = (width - 6 * (row.length - 1)) / row.length;
  return row.map((box, k) => {
    const x = column.x + k * (each + 6);
    if (box.kind !== 'recurrent' || !both) {
      return { box, step, x, y, width: each, height };
    }
    const narrow = width - sizes.shift;
    return { box, step, x: box.reverse ? x + sizes.shift : x, y, width: narrow, height };
  });
}

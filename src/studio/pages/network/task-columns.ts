/** Where the steps of an input's parts stand: in one row of all steps, and in the columns of the drawing. */
import type { NetworkBox, NetworkPicture, TaskStepAnswer } from '../../../protocol/network.ts';
import { shownSteps } from './shown-steps.ts';

type PartName = NetworkBox['part'];

export interface StepsOfPart {
  part: PartName;
  /** Where they begin among all steps. */
  from: number;
  steps: number;
}

/** In reading order; before there are numbers, and without an input, the parts of the picture without steps. */
export function partsOf(
  picture: NetworkPicture | undefined,
  numbers: TaskStepAnswer | undefined,
): StepsOfPart[] {
  const names = [...new Set(picture?.boxes.map(({ part }) => part))];
  let from = 0;
  return names.map((part) => {
    const steps = numbers?.parts.find((one) => one.part === part)?.symbols.length ?? 0;
    const own = { part, from, steps };
    from += steps;
    return own;
  });
}

export function partAt(
  parts: readonly StepsOfPart[],
  at: number,
): { part: PartName; step: number } {
  const found = parts.find(({ from, steps }) => at >= from && at < from + steps);
  return found === undefined
    ? { part: parts[0]?.part ?? 'network', step: 0 }
    : { part: found.part, step: at - found.from };
}

export type ColumnsOfParts = Readonly<Partial<Record<PartName, number[]>>>;

/** By part, which steps the columns are; without an input the first ones, as many as there is room for. */
export function columnsOf(
  boxes: readonly NetworkBox[],
  {
    parts,
    place,
    room,
  }: { parts: readonly StepsOfPart[]; place: { part: PartName; step: number }; room: number },
): ColumnsOfParts {
  const once = (when: NetworkBox['when']) => boxes.some((box) => box.when === when);
  const both = boxes.some(({ reverse }) => reverse);
  return Object.fromEntries(
    parts.map(({ part, steps }) => {
      const at = part === place.part ? place.step : part === 'encoder' ? steps - 1 : 0;
      // The decoder begins where the encoder ends; a pooled vector may come from both ends.
      const pooled = part === 'network' && once('last');
      const last = part === 'encoder' || pooled;
      const first = part === 'decoder' || once('first') || (pooled && both);
      const some = steps === 0 ? room : steps;
      return [part, shownSteps({ steps: some, at: Math.max(0, at), room, first, last })];
    }),
  );
}

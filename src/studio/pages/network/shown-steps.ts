/** Which steps of a part are drawn, where it has more of them than there is room for. */

export interface StepsWanted {
  /** Steps of the part, at least one. */
  steps: number;
  /** The one that is looked at. */
  at: number;
  /** Columns that there is room for. */
  room: number;
  /** Something leads to the first step, or from the last one, so they are drawn whatever is looked at. */
  first: boolean;
  last: boolean;
}

/** Ascending; more than there is room for only where those that must be there are more. */
export function shownSteps({ steps, at, room, first, last }: StepsWanted): number[] {
  const shown = new Set([at, ...(first ? [0] : []), ...(last ? [steps - 1] : [])]);
  for (let away = 1; away < steps; away++) {
    for (const step of [at - away, at + away]) {
      if (step >= 0 && step < steps && shown.size < room) shown.add(step);
    }
  }
  return [...shown].sort((a, b) => a - b);
}

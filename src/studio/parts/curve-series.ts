/** One curve of a picture. */
export interface CurveSeries {
  name: string;
  /** 1 to 8: `--series-N`. */
  colour: number;
  steps: readonly number[];
  values: readonly (number | null)[];
  /** The spread within each entry, where entries stand for several steps. */
  spread?: { min: readonly number[]; max: readonly number[] } | undefined;
  /** Few values far apart: with a mark at each. */
  points?: boolean;
}

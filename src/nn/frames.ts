/** The steps of one sequence in an array (T, B, K) of which recurrences in TypeScript read. */
export interface Frames {
  values: ArrayLike<number>;
  /** Where step 0 starts. */
  start: number;
  /** From one step to the next. */
  stride: number;
  /** How many steps there are. */
  count: number;
}

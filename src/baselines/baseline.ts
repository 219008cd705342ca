/** What every baseline has beside its own way to fit and predict, so that tables can list them. */
export interface Baseline {
  /** Short, for a row of a table: `5-gram, modified Kneser-Ney`. */
  readonly name: string;
  /** A sentence for people. */
  readonly description: string;
  /** How many numbers it learned. */
  readonly parameterCount: number;
  /** Plain JSON from which the class's `fromJSON` makes it again. */
  toJSON(): unknown;
}

/** n / (K · n_k): all classes weigh the same in sum, and the mean weight of the examples is 1. */
export function balancedWeights(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => total / (counts.length * count));
}

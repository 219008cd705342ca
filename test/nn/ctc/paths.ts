/** CTC by its definition: every path of one symbol a frame, collapsed to labels. */

/** Repeats merged, then blanks removed. */
export function collapse(path: readonly number[], blank: number): number[] {
  return path.filter((symbol, t) => symbol !== path[t - 1] && symbol !== blank);
}

/** P of every label sequence that some path of p (T, K) gives, by its labels with commas. */
export function labelProbabilities(p: readonly number[][], blank: number): Map<string, number> {
  const found = new Map<string, number>();
  const K = p[0]?.length ?? 0;
  const walk = (path: number[], probability: number): void => {
    if (path.length === p.length) {
      const labels = collapse(path, blank).join(',');
      found.set(labels, (found.get(labels) ?? 0) + probability);
      return;
    }
    for (let k = 0; k < K; k++) walk([...path, k], probability * p[path.length][k]);
  };
  walk([], 1);
  return found;
}

export function softmaxRows(logits: readonly number[], K: number): number[][] {
  const rows: number[][] = [];
  for (let start = 0; start < logits.length; start += K) {
    const exps = logits.slice(start, start + K).map(Math.exp);
    const total = exps.reduce((sum, x) => sum + x, 0);
    rows.push(exps.map((x) => x / total));
  }
  return rows;
}

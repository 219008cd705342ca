// Figures of several runs, and how they are written.
export const percent = (x) => `${(100 * x).toFixed(1)} %`;
export const nats = (x) => x.toFixed(3);
export const points = (x) => x.toFixed(1);

/** Mean and standard deviation (of the sample) of the runs that are there. */
export function summary(figures) {
  const mean = figures.reduce((sum, x) => sum + x, 0) / figures.length;
  const squares = figures.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    mean,
    deviation: figures.length > 1 ? Math.sqrt(squares / (figures.length - 1)) : undefined,
  };
}

/** Records side by side under their names, each name with the mean of its own. */
export function grouped(records, nameOf) {
  return [...new Set(records.map(nameOf))].map((key) => {
    const runs = records.filter((record) => nameOf(record) === key);
    return { key, runs, ...summary(runs.map(({ figure }) => figure)) };
  });
}

/** What stands beside each other in a row: its variants, of which each may have several seeds, or itself alone. */
export const variantOf = ({ variants, title }) =>
  variants ? ({ variant, key }) => variant ?? key : () => title;

/** What an evaluation prints under `metrics`, of the first file. */
export const metric = (name) => (evaluations) => evaluations[0].metrics[name];

/** The same settings with seeds 1, 2 and 3, of a variant or of the row's only one; baselines beside the first. */
export function threeSeeds({ key: variant, train, baselines, ...run }) {
  return [1, 2, 3].map((seed) => ({
    ...run,
    variant,
    seed,
    key: variant === undefined ? `seed-${seed}` : `${variant}, seed ${seed}`,
    train: [...train, '--seed', String(seed)],
    baselines: seed === 1 ? baselines : undefined,
  }));
}

/** The last sample at or before a step, else the first. */
export function nearest(samples: readonly { step: number }[], step: number): number {
  const behind = samples.findIndex((sample) => sample.step > step);
  return behind < 0 ? samples.length - 1 : Math.max(0, behind - 1);
}

/** A logarithmic axis: the powers of ten that stand on it, and where a value falls. */
export interface LogAxis {
  /** Powers of ten at the two ends. */
  low: number;
  high: number;
  ticks: number[];
}

/** What is not above zero, or not finite, is left out; `most` decades are shown, those at the top. */
export function logAxis(values: Iterable<number | null>, most = 12): LogAxis {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !(value > 0) || value === Number.POSITIVE_INFINITY) continue;
    const power = Math.log10(value);
    low = Math.min(low, power);
    high = Math.max(high, power);
  }
  if (low > high) return { low: -1, high: 0, ticks: [-1, 0] };
  high = Math.ceil(high - 1e-9) + 0; // −0 is 0
  low = Math.max(Math.floor(low + 1e-9), high - most);
  if (low >= high) low = high - 1;
  const every = Math.ceil((high - low) / 6);
  const ticks: number[] = [];
  for (let power = high; power >= low; power -= every) ticks.unshift(power);
  return { low, high, ticks };
}

/** From 0 at the low end to 1 at the high one; undefined for what cannot stand on the axis. */
export function placeOn({ low, high }: LogAxis, value: number | null): number | undefined {
  if (value === null || !(value > 0) || value === Number.POSITIVE_INFINITY) return undefined;
  const place = (Math.log10(value) - low) / (high - low);
  return place < 0 ? undefined : Math.min(1, place);
}

/** 0.001, 1, 1000; beyond that as powers. */
export function tickName(power: number): string {
  if (power >= 0 && power <= 3) return String(10 ** power);
  if (power < 0 && power >= -3) return (10 ** power).toFixed(-power);
  const raised = [...String(power)].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)]);
  return `10${raised.join('')}`;
}

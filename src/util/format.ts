/** Numbers and times as people read them. */

/** 1234567 → `1,234,567` */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 112345 → `112k`, 1234 → `1.2k`, 12 → `12` */
export function short(value: number): string {
  const units = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  for (const [size, unit] of units) {
    if (value >= size) return `${(value / size).toFixed(value < 10 * size ? 1 : 0)}${unit}`;
  }
  return value.toFixed(0);
}

/** Four figures: 1.2346, 12.35, 123.5, 12346; very small ones with an exponent. */
export function figures(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(2);
  if (size < 10) return value.toFixed(4);
  if (size < 100) return value.toFixed(2);
  return size < 1000 ? value.toFixed(1) : count(value);
}

/** A learning rate or flag value without trailing zeros: 0.002, 1e-5 */
export function plain(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** 75 → `1:15`, 3700 → `1:01:40` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** Bytes in binary units: `3.2 MiB` */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let size = value / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(1)} ${units[unit]}`;
}

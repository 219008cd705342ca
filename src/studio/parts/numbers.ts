/** Figures that only pages show; counts, times and sizes are of util/format.ts. */
import { figures } from '../../util/format.ts';

/** A figure, or a dash where there is none; a true minus sign. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return figures(value).replace('-', '−');
}

/** 0.1234 → `12.3 %` */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.01) return '< 0.01 %';
  if (value === 0 || value >= 99.95) return `${value.toFixed(0)} %`;
  return `${value.toPrecision(value < 1 ? 2 : 3)} %`;
}

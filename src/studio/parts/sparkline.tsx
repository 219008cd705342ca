/** A curve as small as a word. It shows what figures beside it say, so it is not read aloud. */
const WIDTH = 120;
const HEIGHT = 28;

export function Sparkline({ values }: { values: readonly number[] }) {
  const points = sparklinePoints(values, WIDTH, HEIGHT);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      {points !== '' && <polyline points={points} />}
    </svg>
  );
}

/** The corners of the line, a pixel inside the edges; '' for fewer than two finite values. */
export function sparklinePoints(values: readonly number[], width: number, height: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  return finite
    .map((value, k) => {
      const x = 1 + (k / (finite.length - 1)) * (width - 2);
      const y = height - 2 - ((value - low) / span) * (height - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

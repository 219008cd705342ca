/** What the colours of a scale mean, from its lowest to its highest. */
interface ScaleLegendProps {
  title: string;
  low: string;
  high: string;
  scale: readonly string[];
}

export function ScaleLegend({ title, low, high, scale }: ScaleLegendProps) {
  return (
    <div class="scale-legend">
      <span>{title}</span>
      <span class="help">{low}</span>
      <span class="scale-steps" aria-hidden="true">
        {scale.map((colour, k) => (
          <span key={k} style={{ background: colour }} />
        ))}
      </span>
      <span class="help">{high}</span>
    </div>
  );
}

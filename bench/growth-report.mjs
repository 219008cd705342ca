// Tables and figure of growth: tokens a second beside what the arithmetic allows.
import { chart } from './chart.mjs';
import { axes, threadCounts } from './growth.mjs';
import { build, kept } from './results.mjs';
import { number } from './summary.mjs';

const COLORS = { 1: '#c2410c', 2: '#1d4ed8' };

/** The records of one axis and number of threads, by value: of this build, else the last ones. */
function points(axis, threads) {
  const records = kept({ kind: 'growth', backend: 'native', axis, threads });
  return axes[axis].values
    .map((value) => {
      const here = records.filter((record) => record.value === value);
      return here.findLast((record) => record.build === build) ?? here.at(-1);
    })
    .filter(Boolean);
}

const named = (threads) => (threads === 1 ? '1 thread' : `${threads} threads`);

export function growthTables() {
  const tables = Object.entries(axes).map(([axis, { title, values }]) => {
    const rows = threadCounts.map((threads) => {
      const found = points(axis, threads);
      const cells = values.map((value) => {
        const figures = found.find((point) => point.value === value)?.figures;
        if (!figures) return '';
        const share = figures.share ? ` (${Math.round(100 * figures.share)} %)` : '';
        return `${number(figures.tokens_per_s)}${share}`;
      });
      return `| ${named(threads)} | ${cells.join(' | ')} |`;
    });
    const head = `| ${title} | ${values.map((v) => v.toLocaleString('en')).join(' | ')} |`;
    return [head, `| ---${' | ---'.repeat(values.length)} |`, ...rows].join('\n');
  });
  const last = kept({ kind: 'growth' }).at(-1);
  return last && `${tables.join('\n\n')}\n\nMeasured on ${last.date.slice(0, 10)}.`;
}

export function growthFigure() {
  const panels = Object.entries(axes).map(([axis, { title }]) => ({
    title,
    series: threadCounts.flatMap((threads) => {
      const found = points(axis, threads);
      const line = (get) => found.map(({ value, figures }) => [value, get(figures)]);
      const color = COLORS[threads];
      return [
        { name: named(threads), color, points: line((f) => f.tokens_per_s) },
        {
          name: `what the arithmetic allows on ${threads}`,
          color,
          dashed: true,
          points: line((f) => f.limit_tokens_per_s).filter(([, y]) => y),
        },
      ];
    }),
  }));
  const drawn = panels.filter(({ series }) => series.some((line) => line.points.length > 0));
  return drawn.length > 0
    ? chart(drawn, { label: 'tokens a second, W1 with one size changed' })
    : undefined;
}

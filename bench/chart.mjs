// Small charts side by side, both axes logarithmic, as one SVG.
const WIDTH = 300;
const HEIGHT = 220;
const EDGE = { left: 52, right: 12, top: 30, bottom: 34 };
const COLUMNS = 3;

/**
 * `panels`: [{ title, series: [{ name, color, dashed, points: [[x, y], …] }] }]. All panels share the names of their
 * series, which a legend explains.
 */
export function chart(panels, { label }) {
  const rows = Math.ceil((panels.length + 1) / COLUMNS);
  const place = (k) => `translate(${(k % COLUMNS) * WIDTH} ${Math.floor(k / COLUMNS) * HEIGHT})`;
  const drawn = panels.map((panel, k) => `<g transform="${place(k)}">${drawPanel(panel)}</g>`);
  const legend = `<g transform="${place(panels.length)}">${drawLegend(panels[0].series, label)}</g>`;
  const [width, height] = [COLUMNS * WIDTH, rows * HEIGHT];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">
<title>${label}</title>
<rect width="100%" height="100%" fill="#fff"/>
${[...drawn, legend].join('\n')}
</svg>
`;
}

function drawPanel({ title, series }) {
  const points = series.flatMap((line) => line.points);
  const xs = points.map(([x]) => x);
  const x = scale(Math.min(...xs), Math.max(...xs), EDGE.left, WIDTH - EDGE.right);
  const ys = points.map(([, y]) => y);
  // Whole powers of ten, so that panels can be compared.
  const low = 10 ** Math.floor(Math.log10(Math.min(...ys)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...ys)));
  const y = scale(low, high, HEIGHT - EDGE.bottom, EDGE.top);
  const values = [...new Set(xs)].sort((a, b) => a - b);
  const parts = [
    `<text x="${EDGE.left}" y="18" font-weight="bold">${title}</text>`,
    ...powers(low, high).map(
      (v) =>
        `<path d="M${EDGE.left} ${y(v)}H${WIDTH - EDGE.right}" stroke="#ddd"/><text x="${EDGE.left - 6}" y="${y(v) + 4}" text-anchor="end">${short(v)}</text>`,
    ),
    ...values.map(
      (v) =>
        `<text x="${x(v)}" y="${HEIGHT - EDGE.bottom + 16}" text-anchor="middle">${short(v)}</text>`,
    ),
    ...series.map((line) => drawLine(line, x, y)),
  ];
  return parts.join('');
}

function drawLine({ color, dashed, points }, x, y) {
  const path = points.map(([a, b], k) => `${k ? 'L' : 'M'}${x(a)} ${y(b)}`).join('');
  const line = `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`;
  if (dashed) return line;
  return (
    line +
    points.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="2.5" fill="${color}"/>`).join('')
  );
}

function drawLegend(series, label) {
  const entries = series.map(({ name, color, dashed }, k) => {
    const at = 56 + 20 * k;
    const dash = dashed ? ' stroke-dasharray="4 3"' : '';
    return `<path d="M${EDGE.left} ${at}h28" stroke="${color}" stroke-width="1.5"${dash}/><text x="${EDGE.left + 36}" y="${at + 4}">${name}</text>`;
  });
  return `<text x="${EDGE.left}" y="34">${label}</text>${entries.join('')}`;
}

/** A function from values to pixels, by the logarithm. */
function scale(from, to, first, last) {
  const span = Math.log(to / from) || 1;
  return (v) => Number((first + ((last - first) * Math.log(v / from)) / span).toFixed(1));
}

function powers(low, high) {
  const list = [];
  for (let v = low; v <= high * 1.001; v *= 10) list.push(v);
  return list;
}

function short(v) {
  if (v >= 1e6) return `${v / 1e6}M`;
  return v >= 1000 && v % 1000 === 0 ? `${v / 1000}k` : String(v);
}

// Lines over one number each, as one small SVG.
const [WIDTH, HEIGHT] = [640, 320];
const EDGE = { left: 56, right: 76, top: 34, bottom: 44 };
const COLOURS = ['#c0392b', '#2471a3', '#1e8449', '#7d3c98'];
const TICKS = 5;
const LINE = 13;

/**
 * `lines`: [{ name, points: [[x, y], …] }]; `y` has a label, the highest value and a `show`; `level`, where it is given, is
 * a dashed line: { at, name }.
 */
export function curves(lines, { title, x, y, level }) {
  const across = lines.flatMap(({ points }) => points.map(([at]) => at));
  const [first, last] = [Math.min(...across), Math.max(...across)];
  const right = (at) =>
    EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * (at - first)) / (last - first);
  const up = (at) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * at) / y.most;
  const grid = Array.from({ length: TICKS + 1 }, (_, k) => {
    const value = (y.most * k) / TICKS;
    return (
      `<path d="M${EDGE.left} ${px(up(value))}H${WIDTH - EDGE.right}" stroke="#ddd"/>` +
      text(EDGE.left - 8, up(value) + 4, y.show(value), 'text-anchor="end"')
    );
  });
  const places = x.ticks.map((at) =>
    text(right(at), HEIGHT - EDGE.bottom + 18, at, 'text-anchor="middle"'),
  );
  const names = apart(lines.map(({ points }) => up(points.at(-1)[1]) + 4));
  const drawn = lines.map(({ name, points }, k) => {
    const path = points.map(([at, value]) => `${px(right(at))} ${px(up(value))}`).join('L');
    return (
      `<path d="M${path}" fill="none" stroke="${COLOURS[k]}" stroke-width="2"/>` +
      text(WIDTH - EDGE.right + 6, names[k], name, `fill="${COLOURS[k]}"`)
    );
  });
  const dashed = level
    ? `<path d="M${EDGE.left} ${px(up(level.at))}H${WIDTH - EDGE.right}" stroke="#555" stroke-dasharray="5 4"/>` +
      text(EDGE.left + 6, up(level.at) - 5, level.name, 'fill="#555"')
    : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(EDGE.left, 18, title, 'font-weight="bold"'),
    ...grid,
    ...places,
    text((EDGE.left + WIDTH - EDGE.right) / 2, HEIGHT - 8, x.label, 'text-anchor="middle"'),
    dashed,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

/** Heights of names, in their own order, no two closer than a line of text. */
function apart(heights) {
  const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]);
  const moved = [...heights];
  order.slice(1).forEach((k, before) => {
    moved[k] = Math.max(moved[k], moved[order[before]] + LINE);
  });
  return moved;
}

const px = (at) => at.toFixed(1);

function text(x, y, words, more = '') {
  return `<text x="${px(x)}" y="${px(y)}" ${more}>${words}</text>`;
}

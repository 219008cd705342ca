/** Tables in plain text. */

/** Rows as columns; numbers (`'right'`) are aligned at the right. */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]) {
  const widths = align.map((_, j) => Math.max(0, ...rows.map((row) => width(row[j] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, j) => {
          const space = ' '.repeat(Math.max(0, widths[j] - width(cell)));
          return align[j] === 'right' ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Columns on a terminal: East Asian wide characters take two. */
function width(text: string): number {
  let columns = 0;
  for (const symbol of text) {
    columns +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(
        symbol,
      )
        ? 2
        : 1;
  }
  return columns;
}

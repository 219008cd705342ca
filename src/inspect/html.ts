/** Small pieces of HTML: escaping, formulas with subscripts, tables of coloured numbers. */
import { number } from './explain-words.ts';

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** `a_r[2]` → a with the subscript r,2; `h[t-1]` → h with t−1. */
export function formulaHtml(formula: string): string {
  return escapeHtml(formula)
    .replace(/_(\w+)\[([^\]]+)\]/g, '<sub>$1,$2</sub>')
    .replace(/\[([^\]]+)\]/g, '<sub>$1</sub>')
    .replace(/_(\w+)/g, '<sub>$1</sub>')
    .replace(/(?<=\S) - (?=\S)/g, ' − ');
}

/** A number on blue (above zero) or red (below), stronger the nearer to `scale`. */
export function numberCell(value: number, scale: number, tag = 'td'): string {
  const share = scale > 0 ? Math.min(1, Math.abs(value) / scale) : 0;
  const sign = value > 0 ? 'p' : 'n';
  const level = Math.round(share * 10);
  const colour = level > 0 ? ` class="${sign}${level}"` : '';
  return `<${tag}${colour}>${escapeHtml(number(value).replace('-', '−'))}</${tag}>`;
}

export function largest(values: readonly (readonly number[])[]): number {
  return values.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export interface TableRow {
  label: string;
  values: readonly number[];
  /** Formula or remark behind the numbers. */
  note?: string;
  /** What the colours are relative to; default: the row's largest number. */
  scale?: number;
  className?: string;
}

/** Labels are HTML already; a table scrolls sideways by itself when it is too wide. */
export function numberTable(
  columns: readonly string[],
  rows: readonly TableRow[],
  { corner = '' }: { corner?: string } = {},
): string {
  const notes = rows.some(({ note }) => note !== undefined);
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const body = rows.map(({ label, values, note, scale = largest([values]), className }) => {
    const cells = values.map((value) => numberCell(value, scale)).join('');
    const empty = '<td></td>'.repeat(Math.max(0, columns.length - values.length));
    const remark = notes ? `<td class="note">${note ?? ''}</td>` : '';
    const attribute = className === undefined ? '' : ` class="${className}"`;
    return `<tr${attribute}><th scope="row">${label}</th>${cells}${empty}${remark}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th>${corner}</th>${head}${notes ? '<th></th>' : ''}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** Where lines of symbols are broken. */

/** Whether a symbol of several characters goes to the next line, as it fits there and not after `at` of this one. */
export function goesToNextLine(symbol: string, at: number, columns: number): boolean {
  const { length } = [...symbol.trim()];
  return at > 0 && length > 1 && length <= columns && at + [...symbol.trimEnd()].length > columns;
}

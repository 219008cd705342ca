/** Where in its line, and in how deep a line, a character stands. */

/** Share of the line that has been read, from above 0 to 1 at its line break. */
export function linePosition(text: string): Float32Array {
  return byLine(text, (line) => {
    const { length } = line;
    return (i) => (i + 1) / length;
  });
}

/** Characters since the last line break; 0 at the break itself. */
export function sinceNewline(text: string): Float32Array {
  return byLine(text, (line) => (i) => (line[i] === '\n' ? 0 : i + 1));
}

/** Blanks at the start of the line, tabs counting as four; while they are read, those that were. */
export function indentation(text: string): Float32Array {
  return byLine(text, (line) => {
    const blanks = /^[ \t]*/.exec(line)?.[0] ?? '';
    const width = (part: string) => part.replaceAll('\t', '    ').length;
    const whole = width(blanks);
    return (i) => (i < blanks.length ? width(blanks.slice(0, i + 1)) : whole);
  });
}

/** `at` makes the value of place i of a line, its line break included. */
function byLine(text: string, at: (line: string) => (i: number) => number): Float32Array {
  const values = new Float32Array(text.length);
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end + 1;
    const value = at(text.slice(from, to));
    for (let i = from; i < to; i++) values[i] = value(i - from);
    from = to;
  }
  return values;
}

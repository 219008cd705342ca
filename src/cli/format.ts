/** Words and numbers on the command line. */
export { bytes, count, duration, figures, plain, short } from '../util/format.ts';

/** A text as one word of a POSIX shell command. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

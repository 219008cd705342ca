/** How many colours a command may use on standard output. */
import type { ColourDepth } from '../inspect/unit-terminal.ts';
import type { Io } from './io.ts';

export const colourDepths = ['24bit', '256', 'none'] as const satisfies readonly ColourDepth[];

/**
 * What was asked for by a flag; else none for files and pipes or where NO_COLOR is set (no-color.org), and what
 * COLORTERM and TERM say of the terminal.
 */
export function colourDepth(
  { env, stdoutIsTTY }: Pick<Io, 'env' | 'stdoutIsTTY'>,
  wanted?: ColourDepth,
): ColourDepth {
  if (wanted !== undefined) return wanted;
  if (!stdoutIsTTY || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return 'none';
  if (/^(truecolor|24bit)$/.test(env.COLORTERM ?? '')) return '24bit';
  return /256color/.test(env.TERM ?? '') ? '256' : 'none';
}

/** A text coloured by a unit, for terminals: with 24-bit colours, 256 colours, or signs under each line. */
import { visibleSymbol } from '../util/symbols.ts';
import { goesToNextLine } from './line-breaks.ts';
import { colourOf, type Palette, runsOf } from './palette.ts';

export type ColourDepth = '24bit' | '256' | 'none';

const RESET = '\u001b[0m';

/** Text goes in piece by piece, lines come out; `end` gives out what is left. */
export interface UnitPainter {
  push(texts: readonly string[], values: ArrayLike<number>): string;
  end(): string;
}

export interface PainterOptions {
  depth: ColourDepth;
  palette: Palette;
  /** Of the terminal: where signs stand under the text, lines are broken there. */
  columns?: number;
}

export function unitPainter({ depth, palette, columns = 80 }: PainterOptions): UnitPainter {
  return depth === 'none' ? signPainter(columns) : colourPainter(depth, palette);
}

function colourPainter(depth: '24bit' | '256', palette: Palette): UnitPainter {
  const paint = (level: number) => {
    if (level === 0) return '';
    const colour = colourOf(palette, level);
    const code = depth === '24bit' ? `48;2;${colour.join(';')}` : `48;5;${cubeColour(colour)}`;
    return `\u001b[${depth === '24bit' ? '38;2;0;0;0' : '38;5;16'};${code}m`;
  };
  return {
    push(texts, values) {
      let out = '';
      for (const { text, level } of runsOf(texts, values)) {
        const colour = paint(level);
        // A background that reaches over a line's end would fill the rest of the line.
        const lines = text.split('\n').map((line) => {
          const shown = Array.from(line, safe).join('');
          return colour === '' || shown === '' ? shown : `${colour}${shown}${RESET}`;
        });
        out += lines.join(colour === '' ? '\n' : `${colour}⏎${RESET}\n`);
      }
      return out;
    },
    end: () => '\n',
  };
}

/** Characters that would move the cursor or change its colour are shown as names. */
function safe(character: string): string {
  if (character === ' ') return ' ';
  return character === '\t' ? '⇥   ' : visibleSymbol(character);
}

/** The nearest of the 6×6×6 cube that 256-colour terminals have from number 16 on. */
function cubeColour(colour: readonly number[]): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const [r, g, b] = colour.map((part) => {
    const distances = steps.map((step) => Math.abs(step - part));
    return distances.indexOf(Math.min(...distances));
  });
  return 16 + 36 * r + 6 * g + b;
}

/** `#` and `+` above zero, `=` and `-` below, nothing near it. */
export function signOf(value: number): string {
  if (value > 0.6) return '#';
  if (value > 0.2) return '+';
  if (value < -0.6) return '=';
  return value < -0.2 ? '-' : ' ';
}

/** What the signs mean, for a line above the text. */
export const signLegend = '# above 0.6, + above 0.2, - below -0.2, = below -0.6';

function signPainter(columns: number): UnitPainter {
  let line = '';
  let signs = '';
  let width = 0;
  const flush = () => {
    const both = `${line}\n${signs}`.trimEnd();
    line = '';
    signs = '';
    width = 0;
    return `${both}\n`;
  };
  return {
    push(texts, values) {
      let out = '';
      for (let k = 0; k < texts.length; k++) {
        const sign = signOf(values[k]);
        if (goesToNextLine(texts[k], width, columns - 1)) out += flush();
        for (const character of texts[k]) {
          if (width >= columns - 1) out += flush();
          if (character === '\n') {
            line += '⏎';
            signs += sign;
            out += flush();
            continue;
          }
          const shown = character === ' ' ? ' ' : visibleSymbol(character);
          line += shown;
          signs += sign.repeat([...shown].length);
          width += [...shown].length;
        }
      }
      return out;
    },
    end: () => (line === '' ? '' : flush()),
  };
}

/** The built-in probes. A new one is one row here. */
import { UnrollError } from '../../util/errors.ts';
import { brackets, comments, conditions, quotes } from './code.ts';
import { indentation, linePosition, sinceNewline } from './lines.ts';
import { binaryProbe, characterProbe, type Probe } from './probe.ts';

const graded = (
  name: string,
  what: string,
  label: (text: string) => Float32Array,
  on?: number,
): Probe => ({ name, what, on, label });

export const probes: readonly Probe[] = [
  binaryProbe('quote', 'inside double quotes', quotes),
  binaryProbe('parentheses', 'inside ( )', (text) => brackets(text, '(')),
  binaryProbe('brackets', 'inside [ ]', (text) => brackets(text, '[')),
  graded('nesting', 'how many ( [ { are open', nesting, 1),
  binaryProbe('comment', 'inside /* */ or after //', comments),
  binaryProbe('if-condition', 'inside the ( ) of an if', conditions),
  graded('line-position', 'share of the line read', linePosition),
  graded('since-newline', 'characters since the line break', sinceNewline),
  graded('indentation', 'blanks at the start of the line', indentation),
  characterProbe('line-break', 'a line break', /\n/),
  {
    name: 'word-boundary',
    what: 'a word begins or ends with the next character',
    label: wordBoundary,
  },
  characterProbe('upper-case', 'an upper-case letter', /\p{Lu}/u),
  characterProbe('vowel', 'a, e, i, o or u', /[aeiou]/i),
  characterProbe('digit', 'a digit', /\p{Nd}/u),
];

/** Throws 'usage' for a name that there is not. */
export function probesNamed(names: readonly string[]): Probe[] {
  return names.map((name) => {
    const found = probes.find((probe) => probe.name === name);
    if (found !== undefined) return found;
    throw new UnrollError(
      'usage',
      `there is no probe "${name}": choose from ${probes.map((probe) => probe.name).join(', ')}, or make your own`,
    );
  });
}

function nesting(text: string): Float32Array {
  const depth = new Float32Array(text.length);
  for (const [from, to] of brackets(text)) for (let i = from; i < to; i++) depth[i]++;
  return depth;
}

function wordBoundary(text: string): Float32Array {
  const letter = (i: number) => i < text.length && /[\p{L}\p{N}_]/u.test(text[i]);
  return Float32Array.from({ length: text.length }, (_, i) => +(letter(i) !== letter(i + 1)));
}

/** Text in the manner of C: strings, comments, brackets that match, conditions of `if`. */
import type { Span } from './probe.ts';

/** Opening quote to before the closing one. A blank line ends what was never closed. */
export function* quotes(text: string): Generator<Span, void, void> {
  for (const { kind, from, to } of literals(text)) if (kind === 'string') yield [from, to];
}

/** From after the mark that opens a comment (the `*` or second `/` is inside) to before its last character. */
export function* comments(text: string): Generator<Span, void, void> {
  for (const { kind, from, to } of literals(text)) if (kind === 'comment') yield [from, to];
}

interface Literal extends Range {
  kind: 'string' | 'comment';
}

interface Range {
  from: number;
  to: number;
}

const OPENING = /"|'(?:\\.|[^'\\\n])'|\/\*|\/\//g;
const STRING_END = /\\[\s\S]|"|\n[ \t]*\n/g;

/** Strings and comments, neither inside the other. */
function* literals(text: string): Generator<Literal, void, void> {
  OPENING.lastIndex = 0;
  const opening = new RegExp(OPENING);
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const from = match.index;
    const [mark] = match;
    if (mark[0] === "'") continue;
    const to = mark === '"' ? stringEnd(text, from + 1) : commentEnd(text, from, mark);
    if (mark === '"') yield { kind: 'string', from, to };
    else yield { kind: 'comment', from: from + 1, to };
    opening.lastIndex = to + 1;
  }
}

/** Of the closing quote, or of the blank line before it. */
function stringEnd(text: string, from: number): number {
  const end = new RegExp(STRING_END);
  end.lastIndex = from;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    if (match[0][0] !== '\\') return match.index;
  }
  return text.length;
}

/** Of the slash that closes, or of the end of the line. */
function commentEnd(text: string, from: number, mark: string): number {
  if (mark === '//') {
    const end = text.indexOf('\n', from);
    return end < 0 ? text.length : end;
  }
  const end = text.indexOf('*/', from + 2);
  return end < 0 ? text.length : end + 1;
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Opening bracket to before the closing one, outside strings and comments. A bracket without a partner is
 * passed over. In the order of their ends.
 */
export function* brackets(text: string, kinds = '([{'): Generator<Span, void, void> {
  const open: { kind: string; at: number }[] = [];
  for (const [from, to] of outside(text, literals(text))) {
    for (let i = from; i < to; i++) {
      const character = text[i];
      if (kinds.includes(character)) {
        open.push({ kind: character, at: i });
        continue;
      }
      const kind = CLOSING[character];
      if (kind === undefined || !kinds.includes(kind)) continue;
      const partner = open.findLastIndex((one) => one.kind === kind);
      if (partner < 0) continue;
      yield [open[partner].at, i];
      open.length = partner;
    }
  }
}

/** `if (` … `)`: from the bracket to before the one that closes it. */
export function* conditions(text: string): Generator<Span, void, void> {
  for (const [from, to] of brackets(text, '(')) {
    if (/\bif\s*$/.test(text.slice(Math.max(0, from - 8), from))) yield [from, to];
  }
}

/** What lies between ranges that do not overlap and ascend. */
function* outside(text: string, inside: Iterable<Range>): Generator<Span, void, void> {
  let at = 0;
  for (const { from, to } of inside) {
    if (from > at) yield [at, from];
    at = to + 1;
  }
  if (at < text.length) yield [at, text.length];
}

/**
 * A mathematical paper in LaTeX without end: sections, paragraphs with formulas, statements and their proofs,
 * lists within lists, displayed equations, citations. Every environment and every brace closes, a label is
 * referred to only after it was set. The same seed gives the same text on every machine.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { lists, paperTables, statements } from './paper-words.ts';
import { fill, oneIn, pick, polish, take } from './template.ts';
import type { GeneratorOptions } from './theatre.ts';

/** About `characters` characters of LaTeX; ASCII, whole parts of a section only. */
export function generatePapers({ seed = 1, characters }: GeneratorOptions): string {
  return [...take(paperPieces(seed), characters)].join('');
}

/** Part after part: a heading, a paragraph, a statement with its proof, a list, an equation. */
export function* paperPieces(seed = 1): Generator<string> {
  const rng = new Rng(keyFor(seed, 'data', 3));
  const labels: string[] = [];
  for (let n = 1; ; n++) {
    const heading = oneIn(rng, 3) ? 'section' : 'subsection';
    yield `\\${heading}{${polish(text(rng, '{title}'))}}\n\n`;
    for (let parts = 2 + rng.below(3); parts > 0; parts--) yield part(rng, labels, n);
  }
}

function part(rng: Rng, labels: string[], section: number): string {
  switch (rng.below(4)) {
    case 0:
      return statement(rng, labels, section);
    case 1:
      return `${sentences(rng, labels, 2)}\n${list(rng, 0)}\n`;
    case 2:
      return `${sentences(rng, labels, 1)}\n${equation(rng, labels, section)}\n`;
    default:
      return `${sentences(rng, labels, 3)}\n\n`;
  }
}

function statement(rng: Rng, labels: string[], section: number): string {
  const name = pick(rng, statements);
  const label = setLabel(labels, name, section);
  const claim = `${environment(name, `\\label{${label}}\n${polish(text(rng, '{claim}.'))}`)}\n`;
  if (name === 'definition') return `${claim}\n`;
  const steps = Array.from({ length: 1 + rng.below(3) }, () => polish(text(rng, '{reason}')));
  if (oneIn(rng, 4)) steps.push(list(rng, 1).trimEnd());
  return `${claim}${environment('proof', steps.join('\n'))}\n\n`;
}

function list(rng: Rng, depth: number): string {
  const items = Array.from({ length: 2 + rng.below(2) }, () => {
    const item = `\\item ${polish(text(rng, '{claim}'))}${oneIn(rng, 2) ? ';' : ','}`;
    return depth === 0 && oneIn(rng, 4) ? `${item}\n${list(rng, 1).trimEnd()}` : item;
  });
  return `${environment(pick(rng, lists), items.join('\n'))}\n`;
}

function equation(rng: Rng, labels: string[], section: number): string {
  const formula = text(rng, '{math}');
  if (oneIn(rng, 2)) return `\\[\n${formula}\n\\]\n`;
  return `${environment('equation', `\\label{${setLabel(labels, 'eq', section)}}\n${formula}`)}\n`;
}

function sentences(rng: Rng, labels: readonly string[], most: number): string {
  return Array.from({ length: 1 + rng.below(most) }, () => {
    if (labels.length > 0 && oneIn(rng, 4)) {
      return polish(text(rng, `by \\ref{${pick(rng, labels)}}, {claim}.`));
    }
    return polish(text(rng, '{sentence}'));
  }).join('\n');
}

const text = (rng: Rng, template: string) => fill(rng, template, paperTables);

function environment(name: string, body: string): string {
  return `\\begin{${name}}\n${body}\n\\end{${name}}`;
}

/** Only the latest can be referred to. */
function setLabel(labels: string[], kind: string, section: number): string {
  const label = `${kind}:${section}`;
  if (!labels.includes(label)) labels.push(label);
  if (labels.length > 6) labels.shift();
  return label;
}

/** What of LaTeX does not close: environments and braces that are open at the end, or closed without a beginning. */
export interface Unclosed {
  /** Pairs of \begin and \end that fit. */
  closed: number;
  /** Beginnings without their end, and ends without their beginning. */
  open: number;
}

/** Reads environments in order; an \end closes the innermost \begin of its name, and leaves open what stands within. */
export function environments(latex: string): Unclosed {
  const stack: string[] = [];
  let [closed, wrong] = [0, 0];
  for (const [, what, name] of latex.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (what === 'begin') {
      stack.push(name);
      continue;
    }
    const at = stack.lastIndexOf(name);
    if (at >= 0) closed++;
    wrong += at >= 0 ? stack.length - at - 1 : 1;
    if (at >= 0) stack.length = at;
  }
  return { closed, open: wrong + stack.length };
}

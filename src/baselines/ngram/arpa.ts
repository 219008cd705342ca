/**
 * The ARPA format of n-gram models, which SRILM, KenLM and most recognisers read: by order, a line of
 * log₁₀ p, the tokens and, where there is one, log₁₀ of the backoff weight. Tokens are set off by
 * spaces, so white space within them, a backslash, and a `<` that would make a special of them are
 * written as `\u{20}`.
 */
import { UnrollError } from '../../util/errors.ts';
import { log, pow } from '../../util/maths.ts';
import { addGram, NgramModel, type NgramTokens } from './model.ts';
import { Trie } from './trie.ts';

const UNK = '<unk>';
const BOS = '<s>';
const EOS = '</s>';
const SPECIALS: readonly string[] = [UNK, BOS, EOS];

/** log₁₀ p of `<s>`, which is never predicted, and of `<unk>` where a file does not have it. */
const NEVER = -99;
const HARDLY = -100;

/** The lines of a file, without their ends. `names` are those of the vocabulary's ids. */
export function* arpaLines(model: NgramModel, names: readonly string[]): Generator<string> {
  const { trie, tokens, order } = model;
  if (names.length !== tokens.size) {
    throw new UnrollError(
      'shape',
      `expected the names of ${tokens.size} tokens but received ${names.length}`,
    );
  }
  const spelled = spellings(names, tokens);
  const nodes = Array.from({ length: order + 1 }, () => [] as number[]);
  for (let node = 1; node < trie.length; node++) nodes[trie.orders[node]].push(node);
  yield '\\data\\';
  for (let n = 1; n <= order; n++) yield `ngram ${n}=${nodes[n].length}`;
  for (let n = 1; n <= order; n++) {
    yield '';
    yield `\\${n}-grams:`;
    for (const node of nodes[n]) {
      const p = model.probabilities[node];
      const gram = trie.gram(node).map((token) => spelled[token]);
      const weight = model.backoffs[node];
      const backoff = n < order && weight !== 1 ? `\t${log10(weight)}` : '';
      yield `${p === 0 ? NEVER : log10(p)}\t${gram.join(' ')}${backoff}`;
    }
  }
  yield '';
  yield '\\end\\';
}

function log10(x: number): number {
  return log(x) / Math.LN10;
}

function spellings(names: readonly string[], { all, unk, bos, eos }: NgramTokens): string[] {
  return Array.from({ length: all }, (_, id) => {
    if (id === unk) return UNK;
    if (id === bos) return BOS;
    if (id === eos) return EOS;
    return escaped(names[id]);
  });
}

function escaped(name: string): string {
  if (name === '') return '\\u{}';
  const point = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  const marked = name.replace(/[\s\\]/gu, point);
  return SPECIALS.includes(marked) ? marked.replace('<', point) : marked;
}

function unescaped(name: string): string {
  return name.replace(/\\u\{([0-9a-f]*)\}/gu, (_, hex: string) =>
    hex === '' ? '' : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

export interface ArpaModel {
  model: NgramModel;
  /** Names of the ids 0 … size − 1, in the order of the file. */
  names: string[];
}

/**
 * Reads a file's lines; `name` is what messages call it. Error 'format', with the line, for a file
 * that breaks the format.
 */
export function readArpa(lines: Iterable<string>, name = 'the ARPA file'): ArpaModel {
  const { grams, order } = parsed(lines, name);
  const ids = new Map<string, number>();
  for (const { tokens, line } of grams[1]) {
    const [token] = tokens;
    if (ids.has(token)) throw broken(name, line, `${JSON.stringify(token)} stands there twice`);
    ids.set(token, ids.size);
  }
  const size = ids.size;
  const idOf = (special: string) => {
    if (!ids.has(special)) ids.set(special, ids.size);
    return ids.get(special) as number;
  };
  const tokens = { size, unk: idOf(UNK), bos: idOf(BOS), eos: ids.get(EOS), all: ids.size };
  const trie = new Trie(ids.size);
  const total = 1 + ids.size + grams.slice(2).reduce((sum, list) => sum + list.length, 0);
  const probabilities = new Float64Array(total);
  const backoffs = new Float64Array(total).fill(1);
  probabilities[1 + tokens.unk] = pow(10, HARDLY);
  for (const gram of grams.flat()) {
    const node = nodeOf(trie, ids, gram, name);
    probabilities[node] = node === 1 + tokens.bos ? 0 : pow(10, gram.p);
    backoffs[node] = pow(10, gram.backoff);
  }
  const model = new NgramModel({ order, tokens, trie, probabilities, backoffs });
  const names = [...ids.keys()].slice(0, size).map(unescaped);
  return { model, names };
}

interface Gram {
  tokens: string[];
  /** log₁₀ of the probability and of the backoff weight. */
  p: number;
  backoff: number;
  line: number;
}

function nodeOf(trie: Trie, ids: Map<string, number>, gram: Gram, name: string): number {
  const tokens = gram.tokens.map((token) => ids.get(token) ?? -1);
  const last = tokens[tokens.length - 1];
  let parent = 0;
  for (const token of tokens.slice(0, -1)) {
    parent = token < 0 || parent < 0 ? -1 : trie.child(parent, token);
  }
  const shown = JSON.stringify(gram.tokens.join(' '));
  if (parent < 0 || last < 0) {
    throw broken(name, gram.line, `${shown} stands without the shorter n-grams that it is made of`);
  }
  if (parent === 0) return trie.child(0, last);
  if (trie.child(parent, last) >= 0) throw broken(name, gram.line, `${shown} stands there twice`);
  return addGram(trie, parent, last);
}

/** N-grams by order (from 1) as the file has them. */
function parsed(lines: Iterable<string>, name: string): { grams: Gram[][]; order: number } {
  const announced: number[] = [];
  const grams: Gram[][] = [];
  let section: 'before' | 'data' | 'grams' | 'after' = 'before';
  let number = 0;
  for (const raw of lines) {
    number++;
    const text = raw.trim();
    if (text === '' || section === 'after') continue;
    const heading = /^\\(?:(data)|(end)|(\d+)-grams:|)\\?$/u.exec(text);
    if (heading?.[1]) section = 'data';
    else if (section === 'before') continue;
    else if (heading?.[2]) section = 'after';
    else if (heading?.[3]) {
      if (Number(heading[3]) !== Math.max(grams.length, 1)) {
        throw broken(name, number, `n-grams of order ${heading[3]} stand out of order`);
      }
      section = 'grams';
      while (grams.length <= Number(heading[3])) grams.push([]);
    } else if (section === 'data') {
      const count = /^ngram +(\d+) *= *(\d+)$/u.exec(text);
      if (count === null) throw broken(name, number, `"${text}" is not like "ngram 1=1000"`);
      announced[Number(count[1])] = Number(count[2]);
    } else {
      grams[grams.length - 1].push(gramOf(text, grams.length - 1, { name, line: number }));
    }
  }
  if (section !== 'after') throw broken(name, number, 'it ends before \\end\\');
  for (const [order, count] of announced.entries()) {
    if (count !== undefined && (grams[order]?.length ?? 0) !== count) {
      const found = grams[order]?.length ?? 0;
      throw broken(
        name,
        number,
        `it has ${found} n-grams of order ${order} and announces ${count}`,
      );
    }
  }
  if (grams.length < 2) throw broken(name, number, 'it has no n-grams');
  return { grams, order: grams.length - 1 };
}

function gramOf(text: string, order: number, at: { name: string; line: number }): Gram {
  const fields = text.split(/[ \t]+/u);
  const p = Number(fields[0]);
  const backoff = Number(fields[order + 1] ?? 0);
  const fits = fields.length === order + 1 || fields.length === order + 2;
  if (!fits || !(p <= 0) || !Number.isFinite(backoff)) {
    const wanted = `a log probability, ${order} tokens and perhaps a backoff weight`;
    throw broken(at.name, at.line, `expected ${wanted} but received ${JSON.stringify(text)}`);
  }
  return { tokens: fields.slice(1, order + 1), p, backoff, line: at.line };
}

function broken(name: string, line: number, why: string): UnrollError {
  return new UnrollError('format', `line ${line} of ${name}: ${why}`);
}

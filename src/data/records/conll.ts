/**
 * Tagged sentences: CoNLL (a word a line with its columns, empty lines between sentences) and CoNLL-U
 * (https://universaldependencies.org/format.html). Of CoNLL-U the syntactic words are read: ranges of
 * surface words (`1-2`) and empty nodes (`8.1`) are passed over.
 */
import { expected } from '../../util/errors.ts';
import { type Place, wrongAt } from './place.ts';
import {
  extensionOf,
  type Line,
  type ReadRecordsOptions,
  type RecordSource,
  readLines,
  sourceName,
} from './source.ts';

/** In the order of the file. */
const conlluColumns: readonly string[] = [
  'ID',
  'FORM',
  'LEMMA',
  'UPOS',
  'XPOS',
  'FEATS',
  'HEAD',
  'DEPREL',
  'DEPS',
  'MISC',
];

export interface ConllOptions extends ReadRecordsOptions {
  /** Default: 'conllu' for `.conllu`, else 'conll'. */
  format?: 'conll' | 'conllu';
  /** The column of words: a number from 1 or, in CoNLL-U, a name. Default: 1, or FORM. */
  tokenColumn?: number | string;
  /** The column of tags; null: none are read. Default: the last one, or UPOS. */
  tagColumn?: number | string | null;
  /**
   * Whether a line that begins with # is a comment. Default: in CoNLL-U only, as # can be a word in
   * CoNLL.
   */
  comments?: boolean;
  /** Whether sentences say where each word stands. */
  places?: boolean;
}

/** A sentence and the line of its first word. */
export interface TaggedSentence extends Place {
  readonly tokens: readonly string[];
  /** As many as tokens; none where no tags are read. */
  readonly tags: readonly string[];
  /** With `places`: the line of each word. */
  readonly lines?: readonly number[];
}

/** Throws 'data' naming file and line for too few columns, or not as many as the first line where tags are in the last. */
export async function* readConll(
  source: RecordSource,
  options: ConllOptions = {},
): AsyncGenerator<TaggedSentence, void, void> {
  const { format = extensionOf(source) === '.conllu' ? 'conllu' : 'conll' } = options;
  const u = format === 'conllu';
  const {
    tokenColumn = u ? 'FORM' : 1,
    tagColumn = u ? 'UPOS' : undefined,
    comments = u,
  } = options;
  const token = columnNumber(tokenColumn, u, '--token-column');
  // Without a number, tags are in the last column, and lines must agree on which that is.
  const last = tagColumn === undefined;
  const tag = last || tagColumn === null ? 0 : columnNumber(tagColumn, u, '--tag-column');
  const needed = Math.max(token, tag, u ? 2 : 1);
  let width = 0; // of the first line, where lines must agree
  let first = 0; // the line of the sentence's first word
  let tokens: string[] = [];
  let tags: string[] = [];
  let lines: number[] = [];
  const sentence = (name: string): TaggedSentence => ({
    ...{ name, line: first, tokens, tags },
    ...(options.places ? { lines } : {}),
  });

  for await (const record of readLines(source, options)) {
    const { name, line, text } = record;
    if (text.trim() === '') {
      if (tokens.length > 0) yield sentence(name);
      tokens = [];
      tags = [];
      lines = [];
      continue;
    }
    if ((comments && text.startsWith('#')) || text.startsWith('-DOCSTART-')) continue;
    const columns = u ? text.split('\t') : splitColumns(text);
    if (last) width ||= columns.length;
    checkWidth(record, columns.length, { width, needed, format });
    if (u && /^\d+[-.]\d+$/.test(columns[0])) continue;
    if (tokens.length === 0) first = line;
    lines.push(line);
    tokens.push(nonEmpty(record, columns, token));
    if (tagColumn !== null) tags.push(nonEmpty(record, columns, tag || needTag(record, columns)));
  }
  if (tokens.length > 0) {
    yield sentence(sourceName(source));
  }
}

/** At tabs where there are any, else at white space. */
function splitColumns(text: string): string[] {
  return text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/);
}

function columnNumber(column: number | string, u: boolean, flag: string): number {
  const number = typeof column === 'string' && /^\d+$/.test(column) ? Number(column) : column;
  if (typeof number === 'number') {
    if (Number.isInteger(number) && number >= 1) return number;
    throw expected(flag, 'a column number from 1', column);
  }
  if (!u) throw expected(flag, 'a column number from 1 (CoNLL columns have no names)', column);
  const at = conlluColumns.indexOf(number.toUpperCase());
  if (at >= 0) return at + 1;
  throw expected(flag, `one of ${conlluColumns.join(', ')} or a number`, column);
}

function checkWidth(
  record: Line,
  found: number,
  { width, needed, format }: { width: number; needed: number; format: string },
): void {
  const hash = format === 'conll' && record.text.startsWith('#');
  const remedy = hash ? '; if it is a comment, use --comments' : '';
  if (found < needed) {
    throw wrongAt(record, `expected at least ${needed} columns but found ${found}${remedy}`);
  }
  if (width > 0 && found !== width) {
    throw wrongAt(
      record,
      `expected ${width} columns as in the lines before but found ${found}${remedy}`,
    );
  }
}

function needTag(record: Line, columns: readonly string[]): number {
  if (columns.length > 1) return columns.length;
  throw wrongAt(record, 'it has one column only, and no tag; a line is a word and its tags');
}

function nonEmpty(record: Line, columns: readonly string[], column: number): string {
  const text = columns[column - 1];
  if (text.trim() === '') throw wrongAt(record, `column ${column} is empty`);
  return text;
}

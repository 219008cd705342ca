/** Records of `tag`: a sentence, a sequence of vectors or both, and a tag for every step. */
import { z } from 'zod';
import {
  extensionOf,
  type JsonObjectRecord,
  jsonField,
  type Place,
  type RecordSource,
  readConll,
  readCsvVectors,
  readJsonObjects,
  readJsonVectors,
  readLines,
  shown,
  wrongAt,
} from '../../data/index.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import type { ReadOptions } from '../task.ts';
import { joined, readBoth } from './both.ts';

export const layouts = ['conll', 'conllu', 'jsonl', 'table'] as const;

const column = z.union([z.string().min(1), z.int().positive()]);

export const dataSchema = z.strictObject({
  /** What is read: words, sequences of vectors, or words with a vector each. */
  input: z.enum(['text', 'vectors', 'both']).default('text'),
  /** Absent: by the end of the file's name. */
  layout: z.enum(layouts).optional(),
  /** Column of CoNLL by number or, in CoNLL-U, name; field of JSON. Absent: 1, FORM, `tokens`. */
  tokenColumn: column.optional(),
  /** Absent: the last column, UPOS, `tags`; of vectors the field `labels` or the column `label`. */
  tagColumn: column.optional(),
  /** Of CoNLL: whether lines that begin with # are comments. */
  comments: z.boolean().optional(),
  /** Whether tags are BIO, so that a sequence that breaks it is refused; `auto`: where all look like it. */
  scheme: z.enum(['auto', 'bio', 'none']).default('auto'),
  /** Of CSV files of vectors: which sequence a row belongs to. */
  idColumn: z.string().default('id'),
  /** Of CSV files of vectors: the columns of numbers; absent: all but the id's and the tag's. */
  features: z.array(z.string()).optional(),
  /** Of JSONL files of vectors: the field that holds them; absent: `frames`, or `vectors` beside words. */
  frames: z.string().optional(),
  delimiter: z.string().length(1).optional(),
  /** Words seen less often become `<unk>`, so that something is learned about unknown ones. */
  minCount: z.int().positive().default(2),
  /** 0: no limit. */
  maxVocabulary: z.int().min(0).default(0),
  /** Of words; their letters stay as they are. */
  lowercase: z.boolean().default(false),
  /** File of word vectors in text form that the embedding begins with. */
  wordVectors: z.string().min(1).optional(),
});
export type TagData = z.infer<typeof dataSchema>;

export interface TagRecord {
  tokens?: readonly string[];
  /** (T, F), row after row. */
  frames?: readonly number[];
  width?: number;
  /** (T); absent where they are to be predicted. */
  tags?: readonly string[];
  /** Where it begins, for errors. */
  place: Place;
  /** (T): the line of each step, where a step is a line. */
  lines?: readonly number[];
}

/** Streams a file or text. Throws 'data', 'file' and 'encoding' naming file, line and flag. */
export function readRecords(
  source: RecordSource,
  data: TagData,
  options: ReadOptions,
): AsyncIterable<TagRecord> {
  checkLayout(data);
  const layout = layoutOf(source, data, options);
  if (data.input === 'both') {
    if (layout !== 'jsonl') throw bothInJson(source);
    const { labelled, ...reading } = options;
    const words = (record: JsonObjectRecord) => recordOfTokens(record, data, labelled);
    return readBoth(source, { ...reading, field: framesField(data), words });
  }
  if (layout === 'table') return readTable(source, data, options);
  if (layout === 'lines') return readWords(source, options);
  if (layout !== 'jsonl') return readSentences(source, data, options, layout);
  const vectors = data.input === 'vectors';
  return vectors ? readJsonFrames(source, data, options) : readTokens(source, data, options);
}

/** The field of JSON that holds vectors. */
function framesField({ frames, input }: TagData): string {
  return frames ?? (input === 'both' ? 'vectors' : 'frames');
}

function bothInJson(source: RecordSource): UnrollError {
  return new UnrollError(
    'usage',
    `words and vectors together are read from JSONL, {"tokens", "vectors", "tags"} a line, and ${typeof source === 'string' ? source : source.name} is not: name it .jsonl, or give --format jsonl for standard input`,
  );
}

function checkLayout({ input, layout }: TagData): void {
  const fit = { text: ['conll', 'conllu', 'jsonl'], vectors: ['jsonl', 'table'], both: ['jsonl'] }[
    input
  ];
  if (layout === undefined || fit.includes(layout)) return;
  throw expected('layout', `${fit.join(' or ')} where input is ${input}`, layout);
}

type Layout = (typeof layouts)[number] | 'lines';

/**
 * The one that was asked for, or by the end of the name. What is to be tagged may come in another
 * layout than what was learned from: there the name goes first, and plain text is lines of words.
 */
function layoutOf(source: RecordSource, data: TagData, { labelled }: ReadOptions): Layout {
  if (labelled && data.layout !== undefined) return data.layout;
  const end = extensionOf(source);
  if (end === '.jsonl') return 'jsonl';
  if (data.input === 'vectors') return 'table';
  if (end === '.conllu') return 'conllu';
  if (end === '.txt' && !labelled) return 'lines';
  return data.layout === 'conllu' ? 'conllu' : 'conll';
}

async function* readSentences(
  source: RecordSource,
  { tokenColumn, tagColumn, comments }: TagData,
  { labelled, ...options }: ReadOptions,
  format: 'conll' | 'conllu',
): AsyncGenerator<TagRecord> {
  const columns = { tokenColumn, tagColumn: labelled ? tagColumn : null, comments };
  for await (const sentence of readConll(source, {
    ...options,
    ...columns,
    format,
    places: true,
  })) {
    const { name, line, tokens, tags, lines } = sentence;
    yield { tokens, ...(labelled ? { tags } : {}), place: { name, line }, lines };
  }
}

/** A sentence a line, words between white space; lines without any are passed over. */
async function* readWords(source: RecordSource, options: ReadOptions): AsyncGenerator<TagRecord> {
  for await (const { name, line, text } of readLines(source, options)) {
    const tokens = words(text);
    if (tokens.length > 0) yield { tokens, place: { name, line } };
  }
}

export function words(text: string): string[] {
  return text.trim() === '' ? [] : text.trim().split(/\s+/);
}

async function* readTokens(
  source: RecordSource,
  data: TagData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TagRecord> {
  for await (const record of readJsonObjects(source, options)) {
    yield recordOfTokens(record, data, labelled);
  }
}

function recordOfTokens(record: JsonObjectRecord, data: TagData, labelled: boolean): TagRecord {
  const { tokenColumn = 'tokens', tagColumn = 'tags' } = data;
  const field = jsonField(record, String(tokenColumn), '--token-column');
  const tokens = strings(record, field, String(tokenColumn));
  const { name, line } = record;
  const place = { name, line };
  if (tokens.length === 0) {
    throw wrongAt(record, 'the sentence has length 0; leave it out or give it tokens');
  }
  if (!labelled) return { tokens, place };
  const answer = jsonField(record, String(tagColumn), '--tag-column');
  return { tokens, tags: tagsOf(record, answer, String(tagColumn), tokens.length), place };
}

async function* readJsonFrames(
  source: RecordSource,
  data: TagData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TagRecord> {
  const { tagColumn = 'labels' } = data;
  const field = framesField(data);
  const name = String(tagColumn);
  for await (const sequence of readJsonVectors(source, { ...options, field })) {
    const { frames, width, T } = sequence;
    const place = { name: sequence.name, line: sequence.line };
    const record: TagRecord = { frames: Array.from(frames), width, place };
    if (labelled) {
      const answer = jsonField(sequence, name, '--tag-column');
      record.tags = tagsOf(place, answer, name, T);
    }
    yield record;
  }
}

async function* readTable(
  source: RecordSource,
  { idColumn: id, tagColumn = 'label', features, delimiter }: TagData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TagRecord> {
  const tag = String(tagColumn);
  const columns = labelled ? { keep: [tag] } : { omit: [tag] };
  const settings = { ...options, ...columns, delimiter, id, features };
  for await (const sequence of readCsvVectors(source, settings)) {
    const { frames, width, kept, name, line } = sequence;
    const place = { name, line };
    if (!labelled) {
      yield { frames: Array.from(frames), width, place };
      continue;
    }
    const empty = kept[tag].findIndex((text) => text.trim() === '');
    if (empty >= 0) {
      throw wrongAt(
        place,
        `step ${empty + 1} of sequence ${shown(sequence.id)}, which begins here, has no tag in column ${shown(tag)}`,
      );
    }
    yield { frames: Array.from(frames), width, tags: kept[tag], place };
  }
}

function strings(place: Place, value: unknown, field: string): string[] {
  const good = (text: unknown) => typeof text === 'string' && text !== '';
  if (Array.isArray(value) && value.every(good)) return value;
  throw wrongAt(
    place,
    `${shown(field)} must be a list of strings that are not empty but is ${shown(value)}`,
  );
}

function tagsOf(place: Place, value: unknown, field: string, T: number): string[] {
  const plain = Array.isArray(value)
    ? value.map((tag) => (typeof tag === 'number' ? String(tag) : tag))
    : value;
  const tags = strings(place, plain, field);
  if (tags.length === T) return tags;
  throw wrongAt(
    place,
    `there are ${T} steps but ${tags.length} tags in ${shown(field)}; each step needs one`,
  );
}

/** From memory: words in a text, `{tokens, tags}`, `{frames, labels}` or `{tokens, vectors, tags}`. */
export function parseRecord(input: unknown, place: Place, data: TagData): TagRecord {
  if (typeof input === 'string' && data.input === 'text') {
    const tokens = words(input);
    if (tokens.length > 0) return { tokens, place };
    throw wrongAt(place, 'the text has no words, and a sequence of length 0 has no tags');
  }
  const { tokenColumn = 'tokens', tagColumn } = data;
  const field = framesField(data);
  const wanted = {
    text: `a text or {"${tokenColumn}": […]}`,
    vectors: `{"${field}": [[…], …]}`,
    both: `{"${tokenColumn}": […], "${field}": [[…], …]}`,
  }[data.input];
  const wrong = () => wrongAt(place, `expected ${wanted} but received ${shown(input)}`);
  if (typeof input !== 'object' || input === null) throw wrong();
  const value = input as Readonly<Record<string, unknown>>;
  const tokens = () => {
    if (!Array.isArray(value[tokenColumn])) throw wrong();
    return recordOfTokens({ ...place, value }, data, Object.hasOwn(value, tagColumn ?? 'tags'));
  };
  if (data.input === 'text') return tokens();
  const rows = value[field];
  if (!Array.isArray(rows) || rows.length === 0) throw wrong();
  const width = rows[0]?.length;
  const frames = rows.flatMap((row: ArrayLike<number>) => Array.from(row));
  if (!(width > 0) || frames.length !== rows.length * width || !frames.every(Number.isFinite)) {
    throw wrongAt(place, 'expected frames of one width with finite numbers');
  }
  if (data.input === 'both') return joined(tokens(), { frames, width, T: rows.length });
  const name = String(tagColumn ?? 'labels');
  if (!Object.hasOwn(value, name)) return { frames, width, place };
  return { frames, width, tags: tagsOf(place, value[name], name, rows.length), place };
}

/** Where step t of a record stands, as a sentence's beginning. */
export function stepPlace({ place, lines }: TagRecord, t: number): Place {
  return lines === undefined ? place : { ...place, line: lines[t] };
}

/**
 * A source and what it becomes: TSV (source TAB target, further references TAB after it, no header, no
 * quotes) or JSONL (`{"source": …, "target": …}` or `"targets": […]`).
 */
import { jsonText, readJsonObjects } from './jsonl.ts';
import { type Place, shown, wrongAt } from './place.ts';
import { extensionOf, type ReadRecordsOptions, type RecordSource, readLines } from './source.ts';

export interface PairsOptions extends ReadRecordsOptions {
  /** Default: 'jsonl' for `.jsonl` and `.ndjson`, else 'tsv'. */
  format?: 'tsv' | 'jsonl';
}

export interface Pair extends Place {
  readonly source: string;
  /** The target to learn, then further references; at least one. */
  readonly targets: readonly string[];
}

/** Throws 'data' naming file and line where source or target is missing or empty. */
export async function* readPairs(
  source: RecordSource,
  options: PairsOptions = {},
): AsyncGenerator<Pair, void, void> {
  const { format = /^\.(jsonl|ndjson)$/.test(extensionOf(source)) ? 'jsonl' : 'tsv' } = options;
  for await (const pair of format === 'tsv' ? tsv(source, options) : jsonl(source, options)) {
    const { source: from, targets } = pair;
    if (from.trim() === '') throw wrongAt(pair, 'the source is empty');
    if (targets.length === 0) throw wrongAt(pair, 'it has no targets');
    const empty = targets.findIndex((target) => target.trim() === '');
    if (empty >= 0) {
      throw wrongAt(pair, empty === 0 ? 'the target is empty' : `reference ${empty + 1} is empty`);
    }
    yield pair;
  }
}

async function* tsv(source: RecordSource, options: PairsOptions): AsyncGenerator<Pair, void, void> {
  for await (const { name, line, text } of readLines(source, options)) {
    if (text.trim() === '') continue;
    const [from, ...targets] = text.split('\t');
    if (targets.length === 0) {
      throw wrongAt({ name, line }, 'expected source TAB target but found no tab');
    }
    yield { name, line, source: from, targets };
  }
}

async function* jsonl(
  source: RecordSource,
  options: PairsOptions,
): AsyncGenerator<Pair, void, void> {
  for await (const record of readJsonObjects(source, options)) {
    const { name, line, value } = record;
    const several = value.targets;
    if (several !== undefined && value.target !== undefined) {
      throw wrongAt(record, 'it has both "target" and "targets"; keep one');
    }
    if (several !== undefined && !isTexts(several)) {
      throw wrongAt(record, `"targets" must be a list of strings but is ${shown(several)}`);
    }
    const targets = several ?? [jsonText(record, 'target')];
    yield { name, line, source: jsonText(record, 'source'), targets };
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

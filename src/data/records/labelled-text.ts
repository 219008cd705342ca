/** Texts with a label each, in the layouts that such files come in. */
import { type CsvOptions, readCsv, textField } from './csv.ts';
import { jsonText, readJsonObjects } from './jsonl.ts';
import { type Place, wrongAt } from './place.ts';
import { extensionOf, type Line, type RecordSource, readLines } from './source.ts';

/**
 * Lines of `label TAB text`, `text TAB label` or `label SPACE text`; a table with a header; JSON
 * objects, one a line.
 */
export type LabelledLayout =
  | 'label-tab-text'
  | 'text-tab-label'
  | 'label-space-text'
  | 'table'
  | 'jsonl';

export interface LabelledTextOptions extends CsvOptions {
  /** Default: by the end of the name: 'table' for .csv and .tsv, 'jsonl' for .jsonl, else 'label-tab-text'. */
  layout?: LabelledLayout;
  /** Column or field of a table or of JSON objects. */
  textColumn?: string;
  /** Column or field of a table or of JSON objects. */
  labelColumn?: string;
}

export interface LabelledText extends Place {
  readonly text: string;
  readonly label: string;
}

/** Throws 'data' naming file and line where text or label is missing or empty. */
export async function* readLabelledText(
  source: RecordSource,
  options: LabelledTextOptions = {},
): AsyncGenerator<LabelledText, void, void> {
  for await (const record of layoutRecords(source, options)) {
    const label = record.label.trim();
    if (label === '') throw wrongAt(record, 'the label is empty');
    if (record.text.trim() === '') throw wrongAt(record, 'the text is empty');
    yield { ...record, label };
  }
}

/** The layout that a name suggests. */
export function layoutOf(source: RecordSource): LabelledLayout {
  const extension = extensionOf(source);
  if (/^\.(csv|tsv|tab)$/.test(extension)) return 'table';
  return /^\.(jsonl|ndjson)$/.test(extension) ? 'jsonl' : 'label-tab-text';
}

/** A table begins with a line of column names; lines of label and text do not. */
const HEADLESS = ', or name the layout with --layout label-tab-text where there is no header';

async function* layoutRecords(
  source: RecordSource,
  options: LabelledTextOptions,
): AsyncGenerator<LabelledText, void, void> {
  const { layout = layoutOf(source), textColumn = 'text', labelColumn = 'label' } = options;
  if (layout === 'table') {
    for await (const row of readCsv(source, options)) {
      const text = textField(row, textColumn, `--text-column${HEADLESS}`);
      const label = textField(row, labelColumn, `--label-column${HEADLESS}`);
      yield { name: row.name, line: row.line, text, label };
    }
  } else if (layout === 'jsonl') {
    for await (const record of readJsonObjects(source, options)) {
      const text = jsonText(record, textColumn, { flag: '--text-column' });
      const label = jsonText(record, labelColumn, { flag: '--label-column', plain: true });
      yield { name: record.name, line: record.line, text, label };
    }
  } else {
    for await (const line of readLines(source, options)) {
      if (line.text.trim() !== '') yield cutLine(line, layout);
    }
  }
}

function cutLine(
  { name, line, text }: Line,
  layout: Exclude<LabelledLayout, 'table' | 'jsonl'>,
): LabelledText {
  const separator = layout === 'label-space-text' ? ' ' : '\t';
  // A text before its label may itself have tabs.
  const at = layout === 'text-tab-label' ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at < 0) {
    const wanted = { 'label-tab-text': 'label TAB text', 'text-tab-label': 'text TAB label' };
    throw wrongAt(
      { name, line },
      layout === 'label-space-text'
        ? 'expected label SPACE text but found no space'
        : `expected ${wanted[layout]} but found no tab; name another layout with --layout`,
    );
  }
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  return layout === 'text-tab-label'
    ? { name, line, text: before, label: after }
    : { name, line, label: before, text: after };
}

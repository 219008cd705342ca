/** Rows of tables as records: CSV and TSV by their header, JSONL by its fields. */
import {
  type CsvRow,
  extensionOf,
  type JsonObjectRecord,
  jsonField,
  type Place,
  type RecordSource,
  readCsv,
  readJsonObjects,
  shown,
  textField,
  wrongAt,
} from '../../data/index.ts';
import type { ReadOptions } from '../task.ts';
import type { ClassifyData, ClassifyRecord } from './records.ts';

type RowData = Pick<ClassifyData, 'labelColumn' | 'delimiter'>;

/** Throws 'data' naming file, line and column. */
export async function* readRows(
  source: RecordSource,
  { labelColumn, delimiter }: RowData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<ClassifyRecord> {
  if (extensionOf(source) === '.jsonl') {
    let row = 0;
    for await (const record of readJsonObjects(source, options)) {
      if (labelled) jsonField(record, labelColumn, '--label-column');
      const read = recordOf(cellsOf(record), record, { row: ++row, labelColumn });
      yield labelled ? answered(read, labelColumn) : read;
    }
    return;
  }
  for await (const line of readCsv(source, { ...options, delimiter })) {
    if (labelled) textField(line, labelColumn, '--label-column');
    const cells = Object.fromEntries([...line.columns].map(([name, k]) => [name, line.fields[k]]));
    const read = recordOf(cells, line, { row: line.row, labelColumn });
    yield labelled ? answered(read, labelColumn) : read;
  }
}

/** Throws 'data' for a label that is not there. */
function answered(record: ClassifyRecord, labelColumn: string): ClassifyRecord {
  if (record.label !== undefined && record.label.trim() !== '') return record;
  throw wrongAt(
    record.place,
    `column ${JSON.stringify(labelColumn)} of row ${record.row}, the answer, is empty; mend it or leave the row out`,
  );
}

/** From memory: an object of texts and numbers. */
export function parseRow(input: unknown, place: Place, { labelColumn }: RowData): ClassifyRecord {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw wrongAt(
      place,
      `expected a row as an object ({"age": 31, …}) but received ${shown(input)}`,
    );
  }
  const record = { ...place, value: input as JsonObjectRecord['value'] };
  return recordOf(cellsOf(record), place, { row: place.line, labelColumn });
}

function recordOf(
  { ...cells }: Record<string, string>,
  { name, line }: Place,
  { row, labelColumn }: { row: number; labelColumn: string },
): ClassifyRecord {
  const label = Object.hasOwn(cells, labelColumn) ? cells[labelColumn] : undefined;
  delete cells[labelColumn];
  return { cells, row, place: { name, line }, ...(label === undefined ? {} : { label }) };
}

function cellsOf(record: JsonObjectRecord): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(record.value)) {
    if (typeof value === 'object' && value !== null) {
      throw wrongAt(
        record,
        `the field ${JSON.stringify(name)} of a table must be a number or a text but is ${shown(value)}`,
      );
    }
    cells[name] = value === null ? '' : String(value);
  }
  return cells;
}

/** As the encoder of tables reads rows. Error 'data' for a row without one of the columns. */
export function rowOf(
  { cells = {}, row = 1, place }: ClassifyRecord,
  needed: readonly string[] = [],
): CsvRow {
  const names = Object.keys(cells);
  const missing = needed.find((name) => !Object.hasOwn(cells, name));
  if (missing !== undefined) {
    const there = names.map((name) => JSON.stringify(name)).join(', ');
    throw wrongAt(
      place,
      `row ${row} has no column ${JSON.stringify(missing)}, which was learned from: it has ${there === '' ? 'none' : there}`,
    );
  }
  return {
    ...place,
    row,
    fields: Object.values(cells),
    columns: new Map(names.map((name, k) => [name, k])),
  };
}

/** JSON, one value a line; empty lines are passed over. */
import { type Place, shown, wrongAt } from './place.ts';
import { type ReadRecordsOptions, type RecordSource, readLines } from './source.ts';

export interface JsonRecord extends Place {
  readonly value: unknown;
}

export interface JsonObjectRecord extends Place {
  readonly value: Readonly<Record<string, unknown>>;
}

/** Throws 'data' naming file and line for what is not JSON. */
export async function* readJsonl(
  source: RecordSource,
  options: ReadRecordsOptions = {},
): AsyncGenerator<JsonRecord, void, void> {
  for await (const { name, line, text } of readLines(source, options)) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw wrongAt({ name, line }, `it is not JSON (${(cause as Error).message})`, cause);
    }
    yield { name, line, value };
  }
}

/** As `readJsonl`, where each line must be an object. */
export async function* readJsonObjects(
  source: RecordSource,
  options: ReadRecordsOptions = {},
): AsyncGenerator<JsonObjectRecord, void, void> {
  for await (const record of readJsonl(source, options)) {
    const { value } = record;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrongAt(record, `expected a JSON object ({…}) but found ${shown(value)}`);
    }
    yield { ...record, value: value as JsonObjectRecord['value'] };
  }
}

/** A field of an object. Throws 'data' naming file, line and the fields that exist. */
export function jsonField(record: JsonObjectRecord, field: string, flag?: string): unknown {
  if (Object.hasOwn(record.value, field)) return record.value[field];
  const names = Object.keys(record.value).map((name) => JSON.stringify(name));
  const there = names.length === 0 ? 'it has none' : `its fields are ${names.join(', ')}`;
  const remedy = flag === undefined ? '' : `; choose one with ${flag}`;
  throw wrongAt(record, `the field ${JSON.stringify(field)} is missing: ${there}${remedy}`);
}

/** A field that is text; a number or truth value is taken as it is written when `plain`. */
export function jsonText(
  record: JsonObjectRecord,
  field: string,
  { flag, plain = false }: { flag?: string; plain?: boolean } = {},
): string {
  const value = jsonField(record, field, flag);
  if (typeof value === 'string') return value;
  if (plain && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  throw wrongAt(
    record,
    `the field ${JSON.stringify(field)} must be a string but is ${shown(value)}`,
  );
}

/** Records of `caption`: a sequence of symbols, and what it comes from: a vector, a label or nothing. */
import { z } from 'zod';
import { type Place, shown, wrongAt } from '../../data/index.ts';
import { textShape } from '../texts.ts';

export const dataSchema = z.strictObject({
  /** What sequences come from. */
  condition: z.enum(['vector', 'label', 'none']).default('vector'),
  captionColumn: z.string().default('caption'),
  labelColumn: z.string().default('label'),
  /** Of JSONL: the field that holds the numbers. */
  vector: z.string().default('vector'),
  /** Of tables: the columns of numbers; absent: all but the caption's. */
  features: z.array(z.string()).optional(),
  delimiter: z.string().length(1).optional(),
  /** Numbers of vectors on a common scale. */
  standardise: z.boolean().default(true),
  /** This many symbols of each caption are given, and only what follows is learned. */
  firstSymbols: z.int().min(0).default(0),
  ...textShape,
});
export type CaptionData = z.infer<typeof dataSchema>;

export interface CaptionRecord {
  vector?: readonly number[];
  label?: string;
  /** What the sequence begins with, where it is to be made. */
  prime?: string;
  /** At least one; absent where it is to be made. */
  captions?: readonly string[];
  /** Where it stands, for errors. */
  place: Place;
}

/** Each kind of record in words. */
export const wantedRecord = {
  vector: '{"vector": [0.1, …], "caption": …}',
  label: 'a label or {"label": …, "caption": …}',
  none: 'first symbols or {"caption": …}',
} as const;

/** From memory, or a line of JSON; without a caption where one is to be made. */
export function parseRecord(input: unknown, place: Place, data: CaptionData): CaptionRecord {
  const { condition } = data;
  const wrong = () =>
    wrongAt(place, `expected ${wantedRecord[condition]} but received ${shown(input)}`);
  if (typeof input === 'string') {
    if (condition === 'vector') throw wrong();
    return condition === 'label' ? { label: input, place } : { prime: input, place };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw wrong();
  const fields = input as Readonly<Record<string, unknown>>;
  const captions = captionsOf(fields, place, data);
  const prime = fields.prime;
  if (prime !== undefined && typeof prime !== 'string') {
    throw wrongAt(place, `"prime" must be a string but is ${shown(prime)}`);
  }
  const rest = { place, ...(captions ? { captions } : {}), ...(prime ? { prime } : {}) };
  if (condition === 'none') return rest;
  if (condition === 'label') {
    const label = fields[data.labelColumn];
    if (typeof label === 'string' || typeof label === 'number') {
      return { label: String(label), ...rest };
    }
    throw wrongAt(
      place,
      `the field ${shown(data.labelColumn)} must be a label but is ${shown(label)}; choose one with --label-column`,
    );
  }
  return { vector: vectorOf(fields[data.vector], place, data.vector), ...rest };
}

function captionsOf(
  fields: Readonly<Record<string, unknown>>,
  place: Place,
  { captionColumn }: CaptionData,
): string[] | undefined {
  const { captions, [captionColumn]: caption } = fields;
  if (captions !== undefined && caption !== undefined) {
    throw wrongAt(place, `it has both "captions" and ${shown(captionColumn)}; keep one`);
  }
  const given = captions ?? (caption === undefined ? undefined : [caption]);
  if (given === undefined) return undefined;
  if (isTexts(given) && given.length > 0) return given;
  throw wrongAt(
    place,
    `a caption must be text that is not empty, but there is ${shown(captions ?? caption)}`,
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '');
}

function vectorOf(value: unknown, place: Place, field: string): readonly number[] {
  if (value === undefined) {
    throw wrongAt(place, `the field ${shown(field)} is missing; choose one with --vector`);
  }
  const numbers: unknown[] | undefined = ArrayBuffer.isView(value)
    ? Array.from(value as Float32Array)
    : Array.isArray(value)
      ? value
      : undefined;
  if (numbers === undefined || numbers.length === 0) {
    throw wrongAt(place, `${shown(field)} must be a list of numbers but is ${shown(value)}`);
  }
  const at = numbers.findIndex((x) => typeof x !== 'number' || !Number.isFinite(Math.fround(x)));
  if (at < 0) return numbers as number[];
  throw wrongAt(
    place,
    `number ${at + 1} of ${shown(field)} must be finite but is ${shown(numbers[at])}`,
  );
}

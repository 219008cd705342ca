/** The built-in sample of `translate`: dates as people write them, and their ISO form. */
import { generateDates } from '../../data/generators/dates.ts';
import type { Samples } from '../task.ts';
import type { TranslateRecord } from './records.ts';

const TRAIN = 10_000;
const VALIDATION = 500;

export function dates(seed: number): Samples<TranslateRecord> {
  const records = generateDates({ seed, items: TRAIN + VALIDATION }).map(({ text, iso }, i) => ({
    source: text,
    targets: [iso],
    place: { name: 'the sample', line: i + 1 },
  }));
  return { train: records.slice(0, TRAIN), validation: records.slice(TRAIN) };
}

/** The built-in samples of `classify` and `regress`: short reviews, by their mood or by their rating. */
import { generateMoods } from '../../data/generators/moods.ts';
import type { Samples } from '../task.ts';
import type { ClassifyRecord } from './records.ts';

const TRAIN = 4000;
const VALIDATION = 500;

export function reviews(kind: 'classify' | 'regress', seed: number): Samples<ClassifyRecord> {
  const records = generateMoods({ seed, items: TRAIN + VALIDATION }).map(
    ({ text, mood, rating }, i) => ({
      text,
      label: kind === 'classify' ? mood : String(rating),
      place: { name: 'the sample', line: i + 1 },
    }),
  );
  return { train: records.slice(0, TRAIN), validation: records.slice(TRAIN) };
}

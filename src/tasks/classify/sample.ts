/**
 * The built-in samples of `classify` and `regress`: short reviews, by their mood or by their rating;
 * people in a table, by their blood pressure or their weight; sequences in which two numbers are marked.
 */
import { generateAdding } from '../../data/generators/adding.ts';
import { generateBloodPressure } from '../../data/generators/blood-pressure.ts';
import { generateClips } from '../../data/generators/clips.ts';
import { generateMoods } from '../../data/generators/moods.ts';
import type { Samples } from '../task.ts';
import type { ClassifyData, ClassifyRecord } from './records.ts';

const TRAIN = 4000;
const VALIDATION = 500;
/** Numbers to add stand in so many steps. */
const STEPS = 30;

type Kind = 'classify' | 'regress';

export function sampleRecords(
  kind: Kind,
  { input }: Pick<ClassifyData, 'input'>,
  seed: number,
): Samples<ClassifyRecord> {
  const records = generators[input](kind, { seed, items: TRAIN + VALIDATION }).map((record, n) => ({
    ...record,
    place: { name: 'the sample', line: n + 1 },
  }));
  return { train: records.slice(0, TRAIN), validation: records.slice(TRAIN) };
}

type Generator = (
  kind: Kind,
  options: { seed: number; items: number },
) => Omit<ClassifyRecord, 'place'>[];

const generators: { readonly [I in ClassifyData['input']]: Generator } = {
  text: (kind, options) =>
    generateMoods(options).map(({ text, mood, rating }) => ({
      text,
      label: kind === 'classify' ? mood : String(rating),
    })),
  vectors: (kind, options) =>
    kind === 'classify'
      ? generateClips(options).map(({ frames, movement }) => ({
          frames: Array.from(frames),
          width: 64,
          label: movement,
        }))
      : generateAdding({ ...options, length: STEPS }).map(({ inputs, target }) => ({
          frames: Array.from(inputs),
          width: 2,
          label: String(target),
        })),
  table: (kind, options) =>
    generateBloodPressure(options).map(({ pressure, weight, ...person }, n) => {
      const answer = kind === 'classify' ? pressure : String(weight);
      const { height, age, smoker, activity } = person;
      const common = { height: String(height), age: String(age), smoker, activity };
      const cells: Record<string, string> =
        kind === 'classify' ? { ...common, weight: weight.toFixed(1) } : { ...common, pressure };
      return { cells, row: n + 1, label: answer };
    }),
};

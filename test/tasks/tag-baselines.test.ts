import { expect, it } from 'vitest';
import { LabelTable } from '../../src/data/index.ts';
import { tagBaselines } from '../../src/tasks/tag/baselines.ts';
import { dataSchema } from '../../src/tasks/tag/records.ts';

const place = { name: 'x', line: 1 };
const sentence = (...pairs: [string, string][]) => ({
  tokens: pairs.map(([token]) => token),
  tags: pairs.map(([, tag]) => tag),
  place,
});
const train = Array.from({ length: 20 }, () => [
  sentence(['the', 'D'], ['cat', 'N'], ['sat', 'V']),
  sentence(['a', 'D'], ['dog', 'N'], ['of', 'P'], ['rome', 'N']),
]).flat();
const tags = train.flatMap((record) => record.tags);

it('the baselines of taggers are measured by the tagger’s own figures', () => {
  const encodings = { labels: LabelTable.from(tags).toJSON() };
  const [majority, window] = tagBaselines({ data: dataSchema.parse({}), encodings }).map(
    (baseline) => baseline.fit(train).measure(train),
  );
  // 3 of 7 words are nouns, 2 determiners, 1 a verb, 1 a preposition.
  expect(majority.metrics.accuracy).toBeCloseTo(3 / 7, 10);
  const entropy = [3, 2, 1, 1].reduce((sum, n) => sum - (n / 7) * Math.log(n / 7), 0);
  expect(majority.loss).toBeCloseTo(entropy, 6);
  expect(window.metrics.accuracy).toBe(1);
  expect(window.loss).toBeLessThan(0.1);
});

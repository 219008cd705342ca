/** What taggers are measured against: the most frequent tag, and a linear model of a window of words. */
import { type Baseline, MajorityClass, mostProbable, WindowTagger } from '../../baselines/index.ts';
import { LabelTable } from '../../data/index.ts';
import { log } from '../../util/maths.ts';
import type { FittedBaseline, Learned, TaskBaseline } from '../task.ts';
import type { TagData, TagRecord } from './records.ts';
import { tagReport } from './reports.ts';

export function tagBaselines({ data, encodings }: Learned<TagData>): TaskBaseline<TagRecord>[] {
  const labels = LabelTable.fromJSON(encodings.labels);
  const ids = ({ tags = [], place }: TagRecord) => tags.map((tag) => labels.id(tag, place));

  /** `probabilities`: by step, of every tag. */
  const fitted = (
    baseline: Baseline,
    probabilities: (record: TagRecord) => readonly ArrayLike<number>[],
  ): FittedBaseline<TagRecord> => ({
    baseline,
    measure(records) {
      const truth = records.map(ids);
      const guesses = records.map(probabilities);
      const loss = truth
        .flatMap((tags, n) => tags.map((tag, t) => Math.max(guesses[n][t][tag], Number.MIN_VALUE)))
        .reduce((sum, p) => sum - log(p), 0);
      const predicted = guesses.map((steps) => steps.map(mostProbable));
      return tagReport({ labels: labels.labels, truth, predicted, unknown: [], loss });
    },
  });

  const majority: TaskBaseline<TagRecord> = {
    fit(train) {
      const model = MajorityClass.fit(train.flatMap(ids), { classes: labels.size });
      return fitted(model, ({ tags = [] }) => tags.map(() => model.probabilities()));
    },
  };
  if (data.input === 'vectors') return [majority];
  const window: TaskBaseline<TagRecord> = {
    fit(train) {
      const sentences = train.map((record) => ({
        words: record.tokens ?? [],
        labels: ids(record),
      }));
      const model = WindowTagger.fit(sentences, { labels: labels.size });
      return fitted(model, ({ tokens = [] }) => model.probabilities(tokens));
    },
  };
  return [majority, window];
}

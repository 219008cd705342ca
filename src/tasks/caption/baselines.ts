/** What captioners are measured against: one caption for all, and that of the nearest vector. */
import { type Baseline, MostFrequentText, NearestText } from '../../baselines/index.ts';
import type { FittedBaseline, Learned, TaskBaseline } from '../task.ts';
import { textReport } from '../text-report.ts';
import type { CaptionData, CaptionRecord } from './records.ts';

/** Captions of nothing have no right answer, and so nothing to be measured against. */
export function captionBaselines({
  data: { condition, lowercase },
}: Learned<CaptionData>): TaskBaseline<CaptionRecord>[] {
  const fitted = (
    baseline: Baseline,
    write: (record: CaptionRecord) => string,
  ): FittedBaseline<CaptionRecord> => ({
    baseline,
    measure: (records) =>
      textReport({
        made: records.map((record) => ({
          from: record.label ?? '',
          text: write(record),
          references: record.captions ?? [],
        })),
        lowercase,
      }),
  });
  const frequent: TaskBaseline<CaptionRecord> = {
    fit(train) {
      const model = MostFrequentText.fit(captionsOf(train));
      return fitted(model, () => model.text);
    },
  };
  const nearest: TaskBaseline<CaptionRecord> = {
    fit(train) {
      const rows = train.flatMap(({ vector = [], captions = [] }) =>
        captions.map((caption) => ({ vector, caption })),
      );
      const model = NearestText.fit(
        rows.map(({ vector }) => vector),
        rows.map(({ caption }) => caption),
      );
      return fitted(model, ({ vector = [] }) => model.textFor(vector));
    },
  };
  switch (condition) {
    case 'vector':
      return [frequent, nearest];
    case 'label':
      return [frequent];
    case 'none':
      return [];
    default:
      return condition satisfies never;
  }
}

function captionsOf(records: readonly CaptionRecord[]): string[] {
  return records.flatMap(({ captions = [] }) => captions);
}

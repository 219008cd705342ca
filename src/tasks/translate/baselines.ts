/** What translators are measured against: one translation for all, and a lexicon word by word. */
import { type Baseline, MostFrequentText, WordLexicon } from '../../baselines/index.ts';
import type { FittedBaseline, Learned, TaskBaseline } from '../task.ts';
import { textReport } from '../text-report.ts';
import type { TranslateData, TranslateRecord } from './records.ts';

export function translateBaselines({
  data: { lowercase },
}: Learned<TranslateData>): TaskBaseline<TranslateRecord>[] {
  const fitted = (
    baseline: Baseline,
    translate: (source: string) => string,
  ): FittedBaseline<TranslateRecord> => ({
    baseline,
    measure: (records) =>
      textReport({
        made: records.map(({ source, targets = [] }) => ({
          from: source,
          text: translate(source),
          references: targets,
        })),
        lowercase,
      }),
  });
  return [
    {
      fit(train) {
        const model = MostFrequentText.fit(train.flatMap(({ targets = [] }) => targets));
        return fitted(model, () => model.text);
      },
    },
    {
      fit(train) {
        const pairs = train.flatMap(({ source, targets = [] }) =>
          targets.map((target) => [source, target] as const),
        );
        const model = WordLexicon.fit(pairs);
        return fitted(model, (source) => model.translate(source));
      },
    },
  ];
}

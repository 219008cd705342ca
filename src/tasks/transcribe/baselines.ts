/**
 * What transcribers are measured against: one text for all. A model of single frames would need to know which
 * frame is which symbol, and that is what the data do not say.
 */
import { MostFrequentText } from '../../baselines/index.ts';
import type { TaskBaseline } from '../task.ts';
import type { TranscribeRecord } from './records.ts';
import { transcriptionReport } from './reports.ts';

export function transcribeBaselines(): TaskBaseline<TranscribeRecord>[] {
  const textOf = ({ text = '' }: TranscribeRecord) => text;
  return [
    {
      fit(train) {
        const model = MostFrequentText.fit(train.map(textOf));
        return {
          baseline: model,
          measure: (records) =>
            transcriptionReport({
              references: records.map(textOf),
              greedy: records.map(() => model.text),
              loss: Number.NaN,
            }),
        };
      },
    },
  ];
}

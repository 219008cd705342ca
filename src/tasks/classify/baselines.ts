/** What classifiers and regressions are measured against: guesses, and linear models without order. */
import {
  type Baseline,
  LinearRegression,
  LinearTextClassifier,
  LinearTextRegression,
  LinearVectorClassifier,
  MajorityClass,
  MeanValue,
  mostProbable,
} from '../../baselines/index.ts';
import { LabelTable, Standardiser, TableEncoder } from '../../data/index.ts';
import { log } from '../../util/maths.ts';
import type { FittedBaseline, Learned, TaskBaseline } from '../task.ts';
import { type ClassifyData, type ClassifyRecord, numberOf } from './records.ts';
import { classReport, numberReport } from './reports.ts';
import { rowOf } from './rows.ts';
import type { Kind } from './settings.ts';
import { BAGS } from './wide-features.ts';

type Records = readonly ClassifyRecord[];
type Fit = TaskBaseline<ClassifyRecord>['fit'];

/** Of texts, by name; character n-grams see parts of words, and writing without spaces. */
const NGRAMS = [BAGS.words, BAGS.characters];

export function classifyBaselines(
  kind: Kind,
  learned: Learned<ClassifyData>,
): TaskBaseline<ClassifyRecord>[] {
  const fits = kind === 'classify' ? classBaselines(learned) : numberBaselines(learned);
  return fits.map((fit) => ({ fit }));
}

function classBaselines({ data, encodings }: Learned<ClassifyData>): readonly Fit[] {
  const labels = LabelTable.fromJSON(encodings.labels);
  const { size: classes } = labels;
  const ids = (records: Records) => records.map(({ label = '', place }) => labels.id(label, place));
  const fitted = <M extends Baseline>(
    baseline: M,
    probabilities: (model: M, record: ClassifyRecord) => ArrayLike<number>,
  ): FittedBaseline<ClassifyRecord> => ({
    baseline,
    measure(records) {
      const truth = ids(records);
      const guesses = records.map((record) => probabilities(baseline, record));
      const nats = guesses.map((p, n) => -log(Math.max(p[truth[n]], Number.MIN_VALUE)));
      const loss = nats.reduce((a, b) => a + b, 0) / Math.max(1, records.length);
      const predicted = guesses.map(mostProbable);
      return classReport({ labels: labels.labels, truth, predicted, loss });
    },
  });
  const majority: Fit = (train) =>
    fitted(MajorityClass.fit(ids(train), { classes }), (model) => model.probabilities());
  if (data.input === 'text') {
    const bags = NGRAMS.map(
      (features): Fit =>
        (train) => {
          const texts = train.map(({ text = '' }) => text);
          const model = LinearTextClassifier.fit(texts, ids(train), { ...features, classes });
          return fitted(model, (fit, { text = '' }) => fit.probabilities(text));
        },
    );
    return [majority, ...bags];
  }
  const { vector, of } = vectorsOf({ data, encodings });
  const linear: Fit = (train) =>
    fitted(
      LinearVectorClassifier.fit(train.map(vector), ids(train), { classes, of }),
      (model, record) => model.probabilities(vector(record)),
    );
  return [majority, linear];
}

function numberBaselines({ data, encodings }: Learned<ClassifyData>): readonly Fit[] {
  const scale = Standardiser.fromJSON(encodings.answers);
  const [sd] = scale.sd;
  const fitted = (
    baseline: Baseline,
    predict: (record: ClassifyRecord) => number,
  ): FittedBaseline<ClassifyRecord> => ({
    baseline,
    measure(records) {
      const truth = records.map(numberOf);
      const predicted = records.map(predict);
      const squares = truth.reduce((sum, y, n) => sum + ((predicted[n] - y) / sd) ** 2, 0);
      return numberReport(truth, predicted, squares / Math.max(1, records.length));
    },
  });
  const mean: Fit = (train) => {
    const model = MeanValue.fit(train.map(numberOf));
    return fitted(model, () => model.predict());
  };
  if (data.input === 'text') {
    const bags = NGRAMS.map(
      (features): Fit =>
        (train) => {
          const texts = train.map(({ text = '' }) => text);
          const model = LinearTextRegression.fit(texts, train.map(numberOf), features);
          return fitted(model, ({ text = '' }) => model.predict(text));
        },
    );
    return [mean, ...bags];
  }
  const { vector, of } = vectorsOf({ data, encodings });
  const linear: Fit = (train) => {
    const model = LinearRegression.fit(train.map(vector), train.map(numberOf), { of });
    return fitted(model, (record) => model.predict(vector(record)));
  };
  return [mean, linear];
}

/** What a linear model reads of a row or of a sequence of frames, on the scale of training. */
function vectorsOf({ data, encodings }: Learned<ClassifyData>): {
  vector: (record: ClassifyRecord) => ArrayLike<number>;
  of: string;
} {
  if (data.input === 'table') {
    const columns = TableEncoder.fromJSON(encodings.columns);
    return { vector: (record) => columns.encode([rowOf(record)]), of: 'columns' };
  }
  const scale = Standardiser.fromJSON(encodings.frames);
  const vector = ({ frames = [], width = scale.width }: ClassifyRecord) => {
    const all = Float64Array.from(frames);
    scale.apply(all);
    const mean = new Float64Array(width);
    const steps = all.length / width;
    for (let i = 0; i < all.length; i++) mean[i % width] += all[i] / steps;
    return mean;
  };
  return { vector, of: 'means of the frames' };
}

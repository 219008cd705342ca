/**
 * A tagger without memory: softmax over what a token and its neighbours look like, every token by
 * itself.
 */
import { UnrollError } from '../../util/errors.ts';
import { int32FromBase64, toBase64 } from '../base64.ts';
import type { Baseline } from '../baseline.ts';
import { type AdagradOptions, fitAdagrad } from './adagrad.ts';
import {
  mostProbable,
  probabilitiesOf,
  type SoftmaxData,
  type SoftmaxWeights,
  softmaxFromJSON,
  softmaxToJSON,
} from './softmax.ts';
import { columnsOf, FeatureColumns, type SparseRow } from './sparse-rows.ts';
import { windowFeatures } from './window-features.ts';

export interface WindowTaggerOptions extends AdagradOptions {
  /** How many labels there are. */
  labels: number;
  /** Features are numbered below 2^bits. Default 21. */
  bits?: number;
  /** Features of fewer tokens get no weight. Default 2. */
  minCount?: number;
}

/** A sentence and the label, from 0, of each of its words. */
export interface TaggedSentence {
  words: readonly string[];
  labels: ArrayLike<number>;
}

export interface WindowTaggerData extends SoftmaxData {
  bits: number;
  buckets: string;
}

export class WindowTagger implements Baseline {
  readonly name = 'linear tagger, window of 5 words';
  readonly description =
    'softmax on words, affixes and shapes of a token and two neighbours on each side';
  private readonly bits: number;
  private readonly columns: FeatureColumns;
  private readonly softmax: SoftmaxWeights;

  private constructor(bits: number, columns: FeatureColumns, softmax: SoftmaxWeights) {
    this.bits = bits;
    this.columns = columns;
    this.softmax = softmax;
  }

  /** Error 'shape' for a sentence with more or fewer labels than words, 'data' for what is no label. */
  static fit(sentences: readonly TaggedSentence[], options: WindowTaggerOptions): WindowTagger {
    const { labels: classes, bits = 21, minCount = 2 } = options;
    const labels = sentences.flatMap(({ words, labels }, n) => {
      if (words.length === labels.length) return Array.from(labels);
      throw new UnrollError(
        'shape',
        `sentence ${n} has ${words.length} words and ${labels.length} labels`,
      );
    });
    const { columns, rows } = columnsOf(allFeatures(sentences, bits), { bits, minCount });
    return new WindowTagger(bits, columns, fitAdagrad(rows, labels, classes, options));
  }

  get parameterCount(): number {
    return this.softmax.weights.length + this.softmax.bias.length;
  }

  /** By word, (labels). */
  probabilities(words: readonly string[]): Float64Array[] {
    return windowFeatures(words, this.bits).map((row) =>
      probabilitiesOf(this.softmax, this.columns.row(row)),
    );
  }

  predict(words: readonly string[]): number[] {
    return this.probabilities(words).map(mostProbable);
  }

  toJSON(): WindowTaggerData {
    const { bits, columns, softmax } = this;
    return { bits, buckets: toBase64(columns.buckets), ...softmaxToJSON(softmax) };
  }

  static fromJSON({ bits, buckets, ...softmax }: WindowTaggerData): WindowTagger {
    const columns = new FeatureColumns(int32FromBase64(buckets));
    return new WindowTagger(bits, columns, softmaxFromJSON(softmax));
  }
}

function* allFeatures(sentences: readonly TaggedSentence[], bits: number): Generator<SparseRow> {
  for (const { words } of sentences) yield* windowFeatures(words, bits);
}

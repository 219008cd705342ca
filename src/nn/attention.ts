/**
 * Attention of decoder states over encoder outputs: each decoder step gets a weighted sum of the
 * encoder's steps. h (T, B, D) are the decoder states, e (S, B, E) the encoder outputs.
 *
 * score(h, e)
 *   'dot'         h · e                                       D = E           Luong et al. 2015
 *   'scaled-dot'  h · e / √D                                  D = E           Vaswani et al. 2017
 *   'general'     h · (W e)              W (D, E)                             Luong et al. 2015
 *   'additive'    v · tanh(W_query h + W_key e + b)           A = size        Bahdanau et al. 2015
 * weights = softmax over s of score; context = Σ_s weights[s]·e[s].
 *
 * Parameters, as torch's modules of these names have them: W.weight (D, E); W_query.weight (A, D),
 * W_key.weight (A, E), W_key.bias (A), v.weight (1, A).
 */
import { tanh } from '../tensor/ops/activation.ts';
import { additiveScores, dotProducts, weightedSums } from '../tensor/ops/attention.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { lengthsOf } from '../tensor/ops/lengths.ts';
import { linear } from '../tensor/ops/linear.ts';
import { softmax } from '../tensor/ops/softmax.ts';
import { expectShape } from '../tensor/shape.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Ids, Tensor } from '../tensor/tensor.ts';
import { expected } from '../util/errors.ts';
import type { ParameterSpec } from './init.ts';
import { linearSpecs } from './layers.ts';

export type AttentionScore = 'dot' | 'scaled-dot' | 'general' | 'additive';

export const attentionScores: readonly AttentionScore[] = [
  'dot',
  'scaled-dot',
  'general',
  'additive',
];

export interface AttentionConfig {
  score: AttentionScore;
  /** D, the width of a decoder state. */
  query: number;
  /** E, the width of an encoder output. */
  memory: number;
  /** A, the width of the hidden layer of 'additive'; default D. */
  size?: number;
}

/** The encoder's side, made once for a batch and used by every decoder step. */
export interface AttentionMemory {
  /** What scores are computed with: the encoder outputs, or their projection. */
  readonly keys: Tensor;
  /** (S, B, E) */
  readonly values: Tensor;
  readonly lengths?: Ids;
}

export interface Attended {
  /** (T, B, E) */
  context: Tensor;
  /** (T, B, S): each row sums to 1; 0 past the length of the source, all 0 for a source of length 0. */
  weights: Tensor;
}

type Named = { get(name: string): Tensor };

export class Attention {
  readonly config: AttentionConfig;
  private readonly parameters: Named;
  private readonly prefix: string;

  /** Error 'usage' for an unknown score, an impossible size, or D ≠ E where the score needs them equal. */
  static specs(config: AttentionConfig, prefix: string): ParameterSpec[] {
    const { score, query: D, memory: E } = config;
    const A = checked(config);
    const [weight] = linearSpecs(`${prefix}W`, E, D);
    const [key, bias] = linearSpecs(`${prefix}W_key`, E, A);
    const [fromQuery] = linearSpecs(`${prefix}W_query`, D, A);
    const [v] = linearSpecs(`${prefix}v`, A, 1);
    switch (score) {
      case 'dot':
      case 'scaled-dot':
        return [];
      case 'general':
        return [weight];
      case 'additive':
        return [fromQuery, key, bias, v];
      default:
        return score satisfies never;
    }
  }

  constructor(config: AttentionConfig, parameters: Named, prefix: string) {
    checked(config);
    this.config = config;
    this.parameters = parameters;
    this.prefix = prefix;
  }

  /**
   * Projects the encoder outputs (S, B, E) once. `lengths` (B), from 0 to S: later steps get weight 0.
   * Error 'shape' or 'data' when these do not fit.
   */
  prepare(tape: Tape, outputs: Tensor, lengths?: Ids): AttentionMemory {
    const { score, memory } = this.config;
    expectShape('encoder outputs', outputs.shape, ['S', 'B', memory]);
    const [S, B] = outputs.shape;
    const counts = lengths && lengthsOf(tape, lengths, { B, steps: S });
    const keys = {
      dot: () => outputs,
      'scaled-dot': () => outputs,
      general: () => linear(tape, outputs, this.get('W.weight')),
      additive: () => linear(tape, outputs, this.get('W_key.weight'), this.get('W_key.bias')),
    }[score]();
    return { keys, values: outputs, lengths: counts };
  }

  /**
   * Decoder states (T, B, D): all steps at once, or T = 1 while decoding step by step. Steps do not
   * see each other, so T may also count the hypotheses of a beam. Error 'shape' when h does not fit.
   */
  attend(tape: Tape, { keys, values, lengths }: AttentionMemory, h: Tensor): Attended {
    const { query: D } = this.config;
    expectShape('decoder states', h.shape, ['T', values.shape[1], D]);
    const scale = this.config.score === 'scaled-dot' ? 1 / Math.sqrt(D) : 1;
    const weights = softmax(tape, this.scores(tape, h, keys, lengths), { lengths, scale });
    return { context: weightedSums(tape, weights, values, lengths), weights };
  }

  private scores(tape: Tape, h: Tensor, keys: Tensor, lengths?: Ids): Tensor {
    if (this.config.score !== 'additive') return dotProducts(tape, h, keys, lengths);
    const queries = linear(tape, h, this.get('W_query.weight'));
    return additiveScores(tape, { queries, keys, v: this.get('v.weight') }, lengths);
  }

  private get(name: string): Tensor {
    return this.parameters.get(this.prefix + name);
  }
}

/** The width A of the hidden layer, when all else is in order. */
function checked({ score, query, memory, size = query }: AttentionConfig): number {
  if (!attentionScores.includes(score)) {
    throw expected('attention score', `one of ${attentionScores.join(', ')}`, score);
  }
  for (const [name, width] of Object.entries({ query, memory, size })) {
    if (!Number.isInteger(width) || width < 1) {
      throw expected(`attention ${name}`, 'a positive integer', width);
    }
  }
  if ((score === 'dot' || score === 'scaled-dot') && query !== memory) {
    throw expected(
      `the width of decoder states for '${score}' attention`,
      `that of encoder outputs, ${memory} (or use 'general' or 'additive')`,
      query,
    );
  }
  return size;
}

export interface AttentionalLayerConfig {
  /** E, the width of a context. */
  context: number;
  /** D, the width of a decoder state. */
  query: number;
  /** Width of the output; default D. */
  output?: number;
}

/**
 * Luong's attentional hidden state, h̃ = tanh(W_c [context; h] + b_c) (Luong et al. 2015, eq. 5).
 * Parameters: combine.weight (output, E + D), combine.bias (output).
 */
export class AttentionalLayer {
  private readonly weight: Tensor;
  private readonly bias: Tensor;

  static specs(
    { context, query, output = query }: AttentionalLayerConfig,
    prefix: string,
  ): ParameterSpec[] {
    return linearSpecs(`${prefix}combine`, context + query, output);
  }

  constructor(parameters: Named, prefix: string) {
    this.weight = parameters.get(`${prefix}combine.weight`);
    this.bias = parameters.get(`${prefix}combine.bias`);
  }

  /** context (T, B, E) and h (T, B, D) → (T, B, output). */
  forward(tape: Tape, context: Tensor, h: Tensor): Tensor {
    return tanh(tape, linear(tape, concatColumns(tape, context, h), this.weight, this.bias));
  }
}

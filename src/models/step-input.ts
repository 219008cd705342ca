/**
 * What a network reads at each step: a token (embedding or one-hot), features of a word's letters, a
 * vector of F real numbers (as it is, or through a learned linear layer), or several of these side by
 * side in this order.
 *
 * The shared piece of all networks over sequences; they reach it through `TokenStack`:
 *
 *   configuration   `InputConfig`: `vectors` F, `project` and `characters`, none by default; the size
 *                   of the vocabulary is 0 for a network without tokens
 *   batch           `StepInputs`: `inputs` (T, B) ids, `letters` and `vectors` (T, B, F), time-major; a
 *                   network takes exactly what it was made for. What stands at and after a sequence's
 *                   length is not read and may hold anything, NaN included; before it numbers are finite
 *   parameters      `embedding.weight` (V, E), `projection.weight` (P, F), `projection.bias` (P), and
 *                   those of `LetterFeatures`
 */
import type { ParameterSpec } from '../nn/init.ts';
import { linearSpecs } from '../nn/layers.ts';
import type { LayerInput } from '../nn/recurrent/layer.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { embedding, oneHot } from '../tensor/ops/embedding.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import { type InputSizes, inputDefaults, type StepInputConfig } from './input-config.ts';
import { ProbedTape, readInput } from './input-probe.ts';
import { LetterFeatures, type LetterFeaturesOptions, type Letters } from './letters.ts';

/** What the steps of a batch read. */
export interface StepInputs {
  /** (T, B) time-major ids; `NOTHING` (−1) is the zero input. Absent: the network has no vocabulary. */
  inputs?: Ids;
  /** The letters of the word of each step. Absent: the network has no `characters`. */
  letters?: Letters;
  /** (T, B, F) time-major numbers. Absent: the network reads no vectors. */
  vectors?: ArrayLike<number>;
}

export interface StepInputOptions extends InputSizes {
  names: StepInputNames;
  /** Of the layer over the letters. */
  cell: LetterFeaturesOptions['cell'];
}

/** Of parameters, without `.weight` and `.bias`. */
export interface StepInputNames {
  embedding: string;
  /** Default `projection`. */
  projection?: string;
}

interface Sizes {
  T: number;
  B: number;
  lengths?: Ids;
}

export class StepInput {
  private readonly of: string;
  private readonly vocabularySize: number;
  private readonly vectors: number;
  /** (V, E); absent: one-hot, or no tokens. */
  private readonly table: Tensor | undefined;
  private readonly letters: LetterFeatures | undefined;
  private readonly projection: { weight: Tensor; bias: Tensor } | undefined;

  static specs(
    config: StepInputConfig,
    { vocabularySize: V, letters = 0, names, cell }: StepInputOptions,
    init: ParameterSpec['init'],
  ): ParameterSpec[] {
    const { embed, vectors, project, characters } = { ...inputDefaults, ...config };
    const embedded = V > 0 && embed !== 'onehot';
    return [
      ...(embedded ? [{ name: `${names.embedding}.weight`, shape: [V, embed], init }] : []),
      ...(characters === null ? [] : LetterFeatures.specs(characters, { letters, cell })),
      ...(project > 0 ? linearSpecs(projectionOf(names), vectors, project) : []),
    ];
  }

  constructor(
    config: StepInputConfig,
    parameters: Parameters,
    { vocabularySize, letters = 0, names, cell }: StepInputOptions,
  ) {
    const { embed, vectors, project, characters } = { ...inputDefaults, ...config };
    this.of = names.embedding;
    this.vocabularySize = vocabularySize;
    this.vectors = vectors;
    if (vocabularySize > 0 && embed !== 'onehot') {
      this.table = parameters.get(`${names.embedding}.weight`);
    }
    if (characters !== null) {
      this.letters = new LetterFeatures(characters, parameters, { letters, cell });
    }
    if (project > 0) {
      const name = projectionOf(names);
      this.projection = {
        weight: parameters.get(`${name}.weight`),
        bias: parameters.get(`${name}.bias`),
      };
    }
  }

  /**
   * (T, B, columns), or the tokens themselves where there is nothing else and nothing to drop; `drop`
   * is applied to embeddings and to the features of letters. Error 'data' or 'shape' when the batch does not fit.
   */
  forward(
    tape: Tape,
    batch: StepInputs & Sizes,
    drop?: (x: Tensor, what: 'embedding' | 'letters') => Tensor,
  ): LayerInput {
    const { vocabularySize: V, vectors: F, table, letters, of } = this;
    const { inputs, T, B } = batch;
    expectGiven('inputs', inputs, V > 0 && `the network has a vocabulary of ${V} symbols`);
    expectGiven('letters', batch.letters, letters !== undefined && 'the network reads characters');
    expectGiven('vectors', batch.vectors, F > 0 && `the network reads vectors of ${F} numbers`);
    const parts: Tensor[] = [];
    if (inputs !== undefined) {
      const ids = tape.ints(inputs);
      const alone = F === 0 && letters === undefined && !(tape instanceof ProbedTape);
      if (alone && (table === undefined || drop === undefined)) return { ids, table };
      const shape = [T, B];
      if (table === undefined) {
        parts.push(readInput(tape, { kind: 'tokens', of }, oneHot(tape, ids, V, { shape })));
      } else {
        const rows = embedding(tape, table, ids, { shape });
        const embedded = readInput(tape, { kind: 'tokens', of, table }, rows);
        parts.push(drop?.(embedded, 'embedding') ?? embedded);
      }
    }
    if (letters !== undefined && batch.letters !== undefined) {
      const made = letters.forward(tape, batch.letters, batch);
      const features = readInput(tape, { kind: 'letters', of }, made);
      parts.push(drop?.(features, 'letters') ?? features);
    }
    if (batch.vectors !== undefined) parts.push(this.project(tape, batch.vectors, batch));
    return parts.length === 1 ? parts[0] : concatColumns(tape, ...parts);
  }

  private project(tape: Tape, vectors: ArrayLike<number>, sizes: Sizes): Tensor {
    const given = vectorTensor(tape, vectors, { ...sizes, F: this.vectors });
    const x = readInput(tape, { kind: 'vectors', of: this.of }, given);
    const { projection } = this;
    return projection ? linear(tape, x, projection.weight, projection.bias) : x;
  }
}

/**
 * (T, B, F) onto the tape, zero where a sequence has ended. Error 'shape' for a wrong number of
 * numbers, 'data' for one that is not finite.
 */
export function vectorTensor(
  tape: Tape,
  vectors: ArrayLike<number>,
  { T, B, F, lengths }: Sizes & { F: number },
): Tensor {
  if (vectors.length !== T * B * F) {
    throw new UnrollError(
      'shape',
      `expected vectors with shape (${T}, ${B}, ${F}), ${T * B * F} numbers, but received ${vectors.length}`,
    );
  }
  const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  const x = tape.empty([T, B, F]);
  const to = x.data.array();
  for (let row = 0, k = 0; row < T * B; row++) {
    const t = Math.floor(row / B);
    const counts = ends === undefined || t < ends[row % B];
    for (let f = 0; f < F; f++, k++) {
      to[k] = counts ? vectors[k] : 0;
      if (Number.isFinite(to[k])) continue;
      throw new UnrollError(
        'data',
        `expected finite numbers in vectors but received ${vectors[k]} at step ${t} of sequence ${row % B}, column ${f}`,
      );
    }
  }
  return x;
}

function projectionOf({ projection = 'projection' }: StepInputNames): string {
  return projection;
}

/** A network takes what it was made for, and nothing else. */
function expectGiven(what: string, given: unknown, wanted: string | false): void {
  if (wanted !== false && given === undefined) {
    throw new UnrollError('data', `expected ${what} in the batch, because ${wanted}`);
  }
  if (wanted === false && given !== undefined) {
    throw new UnrollError('data', `expected no ${what} in the batch: the network was made without`);
  }
}

/** A language model as searches step it. */
import type { LayerState } from '../nn/recurrent/stack.ts';
import { logSumExp } from '../util/maths.ts';
import { chooseRows } from './layer-rows.ts';
import type { Predictor } from './predictor.ts';
import type { RowChoice, RowDecoder, RowStep, RowStepOptions } from './row-decoder.ts';

export interface LanguageState {
  /** By layer, each (rows, H). */
  layers: LayerState[];
  rows: number;
}

export class LanguageRows implements RowDecoder<LanguageState> {
  readonly vocabularySize: number;
  private readonly predictor: Predictor;

  constructor(predictor: Predictor) {
    this.predictor = predictor;
    this.vocabularySize = predictor.model.vocabularySize;
  }

  step(
    ids: Int32Array,
    { layers, rows }: LanguageState,
    { logProbabilities = false }: RowStepOptions = {},
  ): RowStep<LanguageState> {
    const { logits, state } = this.predictor.read(ids, { B: rows, state: layers });
    const V = this.vocabularySize;
    const normalised = logProbabilities ? Float64Array.from(logits) : undefined;
    for (let row = 0; normalised && row < rows; row++) {
      const total = logSumExp(normalised, row * V, V);
      for (let k = row * V; k < (row + 1) * V; k++) normalised[k] -= total;
    }
    return { logits, logProbabilities: normalised, state: { layers: state, rows } };
  }

  select({ layers, rows: from }: LanguageState, { rows }: RowChoice): LanguageState {
    return { layers: chooseRows(layers, rows, from), rows: rows.length };
  }
}

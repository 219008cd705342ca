/**
 * Generation: one step after another, each reading one id per sequence and giving the logits of what
 * comes next. The operations of a step are noted once, over memory that stays, and every step is one
 * call of the backend. The bits are those of `Predictor.read`, whose operations these are.
 */
import type { Block, Floats, IntBlock, Program } from '../backend/backend.ts';
import type { CellState } from '../nn/cells/cell.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { type Tensor, tensorOver } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import type { LanguageModel } from './language-model.ts';

export interface Steps {
  /** Reads one id of each sequence (no `NOTHING`); gives the logits (B, V), valid until the next step. */
  read(ids: Int32Array): Floats;
  /** The state after what was read, copied out. */
  state(): LayerState[];
  /** Returns the memory. */
  close(): void;
}

/** Whether the steps of a model can be noted: its cell is a kernel's, not a user's own. */
export function hasProgram(model: LanguageModel): boolean {
  return model.stack.cell.fused !== undefined;
}

export class StepProgram implements Steps {
  private readonly model: LanguageModel;
  private readonly B: number;
  private readonly tape: Tape;
  private readonly ids: IntBlock;
  /** Between steps: the state, by layer. */
  private readonly layers: CellState[];
  private readonly memory: Block;
  private readonly onClose: () => void;
  private logits: Block | undefined;
  private program: Program | undefined;
  /** Of the parameters, when the step was noted. */
  private version = -1;
  private closed = false;

  constructor(
    model: LanguageModel,
    state: readonly LayerState[],
    { B, packs, onClose }: { B: number; packs: PackCache; onClose: () => void },
  ) {
    const { backend, config } = model;
    this.model = model;
    this.B = B;
    this.onClose = onClose;
    this.tape = new Tape(backend, { recording: false, packs });
    this.ids = backend.ints(B);
    const size = B * config.hidden;
    const names = model.stack.cell.states;
    this.memory = backend.floats(state.length * names.length * size);
    const values = this.memory.array();
    this.layers = state.map((layer, k) => {
      const tensors = names.map((name, i): [string, Tensor] => {
        const at = (k * names.length + i) * size;
        values.set(layer[name] ?? [], at);
        return [name, tensorOver(this.memory.slice(at, size), [B, config.hidden])];
      });
      return Object.fromEntries(tensors);
    });
  }

  read(ids: Int32Array): Floats {
    if (this.closed) {
      throw new UnrollError('usage', 'the model was closed: finish generating before closing it');
    }
    const { vocabularySize, parameters } = this.model;
    if (this.program === undefined || this.version !== parameters.version) this.note();
    const array = this.ids.array();
    for (let b = 0; b < array.length; b++) {
      const id = ids[b];
      if (!(id >= 0 && id < vocabularySize)) {
        throw new UnrollError(
          'data',
          `expected ids from 0 to ${vocabularySize - 1} but received ${id} at position ${b}`,
        );
      }
      array[b] = id;
    }
    this.program?.run();
    return this.logits?.array() ?? new Float32Array(0);
  }

  state(): LayerState[] {
    return this.layers.map(
      (layer) =>
        Object.fromEntries(
          Object.entries(layer).map(([name, { data }]) => [name, data.array().slice()]),
        ) as LayerState,
    );
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.program?.close();
    this.tape.close();
    this.model.backend.free(this.memory);
    this.model.backend.free(this.ids);
    this.onClose();
  }

  private note(): void {
    const { tape, model } = this;
    const { backend, parameters } = model;
    this.program?.close();
    this.ids.array().fill(0);
    // Once for real, so that packed weights and kept rows are made before they are only named.
    tape.reset();
    this.compute();
    tape.reset();
    this.program = backend.record(() => {
      const { logits, after } = this.compute();
      this.logits = logits;
      this.layers.forEach((layer, k) => {
        for (const [name, { data: y }] of Object.entries(layer)) {
          const x = after[k][name].data;
          backend.copy({ rows: 1, columns: y.length, x, ldx: y.length, y, ldy: y.length });
        }
      });
    });
    this.version = parameters.version;
  }

  private compute(): { logits: Block; after: CellState[] } {
    const { tape, model, B } = this;
    const batch = { inputs: this.ids, T: 1, B };
    const { output, hidden, cell } = model.features(tape, batch, this.layers);
    const { weight, bias } = model.outputLayer();
    const after = hidden.map((h, k): CellState => (cell.length === 0 ? { h } : { h, c: cell[k] }));
    return { logits: linear(tape, output, weight, bias).data, after };
  }
}

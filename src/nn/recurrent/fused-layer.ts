/**
 * A whole layer in one direction as one tape operation: the input projection as one product, all
 * steps in one kernel call, and likewise backward. The number of kernel calls does not depend on T.
 */
import type { Block, Packed, ScanKind } from '../../backend/backend.ts';
import { blockFrom } from '../../tensor/block.ts';
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import { type Tensor, tensorOver } from '../../tensor/tensor.ts';
import type { CellParameters, CellState, FusedCell } from '../cells/cell.ts';
import { accumulateGradients } from './fused-gradients.ts';
import { projectInput } from './input.ts';
import { isTokens, type LayerArgs, type LayerResult } from './layer.ts';

export function fusedLayer(tape: Tape, fused: FusedCell, args: LayerArgs): LayerResult {
  const { T, B, H, parameters, input, state, lengths, reverse = false, into } = args;
  const { backend, arena } = tape;
  const { kind } = fused;
  const columns = fused.gates.length * H;
  expectShape('weight_hh', parameters.weight_hh.shape, [columns, H]);

  const { weight_ih: weight, bias_ih: inputBias, bias_hh: bias } = parameters;
  const projection = projectInput(tape, { rows: T * B, input, weight, bias: inputBias });
  const { gates } = projection;
  const size = B * H;
  const firstSlot = (reverse ? T : 0) * size;
  const lastSlot = (reverse ? 0 : T) * size;

  const states = (name: string): Block => {
    const block = arena.floats((T + 1) * size);
    const slot = block.slice(firstSlot, size);
    const initial = state?.[name];
    if (initial === undefined) {
      backend.fill(size, 0, slot);
    } else {
      expectShape(`initial ${name}`, initial.shape, [B, H]);
      backend.copy({ rows: 1, columns: size, x: initial.data, ldx: size, y: slot, ldy: size });
    }
    return block;
  };
  const h = states('h');
  const c = args.cell.states.includes('c') ? states('c') : undefined;
  const extra = kind === 'gru' || kind === 'gru-torch' ? arena.floats(T * size) : undefined;
  const peepholes = joinPeepholes(tape, parameters, H);

  const requiresGrad = tape.recording && needsGradient(args);
  const after = () => tensorOver(h.slice(reverse ? 0 : size, T * size), [T, B, H], requiresGrad);
  const copied = into !== undefined || lengths !== undefined;
  const output = into?.output ?? (copied ? tape.empty([T, B, H], requiresGrad) : after());
  const ldOutput = output.shape[2];
  const column = into?.column ?? 0;

  const packs = packForward(tape, kind, parameters.weight_hh);
  // Written out, as is all of this: copying objects costs more than the kernels of a one-step walk.
  backend.scan({
    kind,
    T,
    B,
    H,
    reverse,
    lengths,
    recurrent: packs.recurrent,
    recurrentCandidate: packs.recurrentCandidate,
    bias: bias?.data,
    peepholes,
    gates,
    h,
    c,
    extra,
    output: copied ? blockFrom(output.data, column) : undefined,
    ldOutput,
  });

  const last = (block: Block): Tensor =>
    tensorOver(block.slice(lastSlot, size), [B, H], requiresGrad);
  const final: CellState = c === undefined ? { h: last(h) } : { h: last(h), c: last(c) };

  if (requiresGrad) {
    tape.record(() => {
      const walk = { kind, T, B, H, reverse, lengths, peepholes, gates, h, c, extra };
      const reached = [output, ...Object.values(final)].some(({ grad }) => grad !== null);
      if (!reached) return;
      const arriving = (tensor: Tensor): Block => {
        const block = arena.floats(size);
        const x = tensor.grad;
        if (x === null) backend.fill(size, 0, block);
        else backend.copy({ rows: 1, columns: size, x, ldx: size, y: block, ldy: size });
        return block;
      };
      const dh = arriving(final.h);
      const dc = final.c === undefined ? undefined : arriving(final.c);
      backend.scanBackward({
        ...walk,
        ...packBackward(tape, kind, parameters.weight_hh),
        dOutput: blockFrom(tape.gradOf(output), column),
        ldOutput,
        dh,
        dc,
        scratch: arena.floats(2 * size),
      });
      accumulateGradients(tape, { ...walk, parameters });
      if (state?.h?.requiresGrad) backend.axpy(size, 1, dh, tape.gradOf(state.h));
      if (dc && state?.c?.requiresGrad) backend.axpy(size, 1, dc, tape.gradOf(state.c));
      projection.backward(gates);
    });
  }
  return { output, state: final, buffers: { gates, h, c } };
}

function needsGradient({ parameters, input, state }: LayerArgs): boolean {
  const inputs = isTokens(input) ? [input.table] : [input];
  const tensors = [...Object.values(parameters), ...inputs, ...Object.values(state ?? {})];
  return tensors.some((tensor) => tensor?.requiresGrad);
}

type RecurrentPacks = { recurrent: Packed; recurrentCandidate?: Packed };

/** Uᵀ as (H, G·H); for 'gru' the candidate's block apart, because it multiplies r ⊙ h. */
function packForward(tape: Tape, kind: ScanKind, { data: source, shape }: Tensor): RecurrentPacks {
  const [rows, H] = shape;
  const pack = (from: number, N: number) =>
    tape.pack({ K: H, N, source, offset: from * H, ld: H, transposed: true });
  if (kind !== 'gru') return { recurrent: pack(0, rows) };
  return { recurrent: pack(0, 2 * H), recurrentCandidate: pack(2 * H, H) };
}

/** U as (G·H, H). */
function packBackward(tape: Tape, kind: ScanKind, { data: source, shape }: Tensor): RecurrentPacks {
  const [rows, H] = shape;
  const pack = (from: number, K: number) => tape.pack({ K, N: H, source, offset: from * H, ld: H });
  if (kind !== 'gru') return { recurrent: pack(0, rows) };
  return { recurrent: pack(0, 2 * H), recurrentCandidate: pack(2 * H, H) };
}

/** p_i, p_f, p_o in one block (3H), as the kernels take them. */
function joinPeepholes(tape: Tape, parameters: CellParameters, H: number): Block | undefined {
  const { peephole_i, peephole_f, peephole_o } = parameters;
  if (peephole_i === undefined) return undefined;
  const joined = tape.arena.floats(3 * H);
  [peephole_i, peephole_f, peephole_o].forEach(({ data }, index) => {
    const y = joined.slice(index * H, H);
    tape.backend.copy({ rows: 1, columns: H, x: data, ldx: H, y, ldy: H });
  });
  return joined;
}

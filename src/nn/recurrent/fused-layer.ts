/**
 * A whole layer in one direction as one tape operation: the input projection as one product, all
 * steps in one kernel call, and likewise backward. The number of kernel calls does not depend on T.
 */
import type { Block, Packed } from '../../backend/backend.ts';
import type { ScanKind } from '../../backend/scan-args.ts';
import { blockFrom } from '../../tensor/block.ts';
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import { type Tensor, tensorOver } from '../../tensor/tensor.ts';
import type { CellParameters, CellState, FusedCell } from '../cells/cell.ts';
import { accumulateGradients } from './fused-gradients.ts';
import { projectInput } from './input.ts';
import { isTokens, type LayerArgs, type LayerResult } from './layer.ts';
import { RaggedRows } from './ragged.ts';

export function fusedLayer(tape: Tape, fused: FusedCell, args: LayerArgs): LayerResult {
  const { T, B, H, parameters, input, state, reverse = false, into } = args;
  const { backend, arena } = tape;
  const { kind } = fused;
  const columns = fused.gates.length * H;
  expectShape('weight_hh', parameters.weight_hh.shape, [columns, H]);

  const ragged = RaggedRows.of(tape, args.lengths, { T, B, H });
  const lengths = ragged?.lengths ?? args.lengths;
  const rows = ragged?.count ?? T * B;
  const { weight_ih: weight, bias_ih: inputBias, bias_hh: bias } = parameters;
  const read = ragged?.input(input) ?? input;
  const projection = projectInput(tape, { rows, input: read, weight, bias: inputBias });
  const gates = ragged?.spread(projection.gates, columns) ?? projection.gates;
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
      if (ragged) ragged.enter(initial.data, slot);
      else backend.copy({ rows: 1, columns: size, x: initial.data, ldx: size, y: slot, ldy: size });
    }
    return block;
  };
  const h = states('h');
  const c = args.cell.states.includes('c') ? states('c') : undefined;
  const extra = kind === 'gru' || kind === 'gru-torch' ? arena.floats(T * size) : undefined;
  const peepholes = joinPeepholes(tape, parameters, H);

  const requiresGrad = tape.recording && needsGradient(args);
  const statesAfter = (block: Block) => block.slice(reverse ? 0 : size, T * size);
  const after = () => tensorOver(statesAfter(h), [T, B, H], requiresGrad);
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
    output: copied && !ragged ? blockFrom(output.data, column) : undefined,
    ldOutput,
  });
  ragged?.output(statesAfter(h), { block: output.data, ld: ldOutput, column });

  const last = (block: Block): Tensor => {
    const states = block.slice(lastSlot, size);
    return tensorOver(ragged?.leave(states) ?? states, [B, H], requiresGrad);
  };
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
        else if (ragged) ragged.enter(x, block);
        else backend.copy({ rows: 1, columns: size, x, ldx: size, y: block, ldy: size });
        return block;
      };
      const dh = arriving(final.h);
      const dc = final.c === undefined ? undefined : arriving(final.c);
      const arrived = { block: tape.gradOf(output), ld: ldOutput, column };
      backend.scanBackward({
        ...walk,
        ...packBackward(tape, kind, parameters.weight_hh),
        dOutput: ragged?.outputGradient(arrived) ?? blockFrom(arrived.block, column),
        ldOutput: ragged ? H : ldOutput,
        dh,
        dc,
        scratch: arena.floats(2 * size),
      });
      const taken = (block: Block, width = H): Block => ragged?.gathered(block, width) ?? block;
      const statesBefore = (block: Block) => taken(block.slice(reverse ? size : 0, T * size));
      const dGates = taken(gates, columns);
      accumulateGradients(tape, {
        kind,
        rows,
        H,
        parameters,
        gates: dGates,
        before: statesBefore(h),
        cellBefore: peepholes && c && statesBefore(c),
        cellAfter: peepholes && c && taken(statesAfter(c)),
        extra: extra && taken(extra),
      });
      const give = (from: Block | undefined, to: Tensor | undefined) => {
        if (from === undefined || !to?.requiresGrad) return;
        if (ragged) ragged.leaveInto(from, tape.gradOf(to));
        else backend.axpy(size, 1, from, tape.gradOf(to));
      };
      give(dh, state?.h);
      give(dc, state?.c);
      projection.backward(dGates);
    });
  }
  const buffers = () =>
    ragged
      ? {
          gates: ragged.inBatch(gates, T),
          h: ragged.inBatch(h, T + 1),
          c: c && ragged.inBatch(c, T + 1),
        }
      : { gates, h, c };
  return { output, state: final, buffers };
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

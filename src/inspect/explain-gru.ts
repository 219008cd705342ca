/**
 * One step of the three GRUs: `after` multiplies by r after the product (gru-torch), `before` before
 * it (Cho 2014), `simple` has no reset gate. h[t] = (1 − z) ⊙ n + z ⊙ h[t−1].
 */
import { sigmoid, tanh } from '../util/maths.ts';
import type { StepBackward, StepForward, StepInput } from './explain-cells.ts';
import type { Quantity } from './explain-record.ts';
import {
  add,
  type Matrix,
  map,
  product,
  times,
  transposedProduct,
  type Vector,
  zip,
} from './plain.ts';

export type ResetForm = 'simple' | 'before' | 'after';

const sigmoidSlope = (s: number) => s * (1 - s);
const tanhSlope = (s: number) => 1 - s * s;

export function gruStep({ t, weights, x, state }: StepInput, form: ResetForm): StepForward {
  const { W, U, bi, bh } = weights;
  const previous = state.h;
  const H = previous.length;
  const gates = form === 'simple' ? ['z', 'n'] : ['r', 'z', 'n'];
  const rows = <T>(all: T[], gate: string): T[] => {
    const k = gates.indexOf(gate);
    return all.slice(k * H, (k + 1) * H);
  };
  const bias = (all: Vector | undefined, gate: string) => (all ? rows(all, gate) : undefined);
  const input = (gate: string) => add(product(rows(W, gate), x), bias(bi, gate));
  const recurrent = (gate: string, h: Vector) => add(product(rows(U, gate), h), bias(bh, gate));

  const aR = form === 'simple' ? undefined : add(input('r'), recurrent('r', previous));
  const r = aR && map(aR, sigmoid);
  const aZ = add(input('z'), recurrent('z', previous));
  const z = map(aZ, sigmoid);
  const reset = form === 'before' && r ? times(r, previous) : previous;
  const u = recurrent('n', reset); // U_n h + b_hn, with r ⊙ h for `before`
  const aN = add(input('n'), form === 'after' && r ? times(r, u) : u);
  const n = map(aN, tanh);
  const kept = times(z, previous);
  const h = add(
    zip(z, n, (zi, ni) => (1 - zi) * ni),
    kept,
  );

  const at = `[${t}]`;
  const before = `h[${t - 1}]`;
  const quantities: Quantity[] = [];
  if (aR && r) {
    quantities.push(
      { name: `a_r${at}`, formula: `W_r x${at} + b_ir + U_r ${before} + b_hr`, values: aR },
      { name: `r${at}`, formula: `σ(a_r${at})`, values: r },
    );
  }
  quantities.push(
    { name: `a_z${at}`, formula: `W_z x${at} + b_iz + U_z ${before} + b_hz`, values: aZ },
    { name: `z${at}`, formula: `σ(a_z${at})`, values: z },
  );
  if (form === 'before') {
    quantities.push({ name: `q${at}`, formula: `r${at} ⊙ ${before}`, values: reset });
  }
  const uFormula = form === 'before' ? `U_n q${at} + b_hn` : `U_n ${before} + b_hn`;
  const nFormula = `W_n x${at} + b_in + ${form === 'after' ? `r${at} ⊙ u${at}` : `u${at}`}`;
  quantities.push(
    { name: `u${at}`, formula: uFormula, values: u },
    { name: `a_n${at}`, formula: nFormula, values: aN },
    { name: `n${at}`, formula: `tanh(a_n${at})`, values: n },
    { name: `h${at}`, formula: `(1 - z${at}) ⊙ n${at} + z${at} ⊙ ${before}`, values: h },
  );

  const through = (gate: string, d: Vector): Vector => transposedProduct(rows(U, gate), d, H);

  const backward = (dh: Vector): StepBackward => {
    const dN = times(
      dh,
      map(z, (value) => 1 - value),
    );
    const dAN = times(dN, map(n, tanhSlope));
    // d(z) from h = n + z ⊙ (h[t−1] − n)
    const dZ = times(
      dh,
      zip(previous, n, (p, ni) => p - ni),
    );
    const dAZ = times(dZ, map(z, sigmoidSlope));
    const dU = form === 'after' && r ? times(dAN, r) : dAN;
    const dReset = through('n', dU); // ∂L/∂(what U_n was multiplied with)
    let dPrevious = add(times(dh, z), through('z', dAZ));
    const pieces: Quantity[] = [
      { name: `∂L/∂n${at}`, formula: `∂L/∂h${at} ⊙ (1 - z${at})`, values: dN },
      { name: `∂L/∂a_n${at}`, formula: `∂L/∂n${at} ⊙ (1 - n${at}²)`, values: dAN },
      { name: `∂L/∂z${at}`, formula: `∂L/∂h${at} ⊙ (${before} - n${at})`, values: dZ },
      { name: `∂L/∂a_z${at}`, formula: `∂L/∂z${at} ⊙ z${at} ⊙ (1 - z${at})`, values: dAZ },
    ];
    if (r) {
      const dR = form === 'after' ? times(dAN, u) : times(dReset, previous);
      const dAR = times(dR, map(r, sigmoidSlope));
      const formula =
        form === 'after' ? `∂L/∂a_n${at} ⊙ u${at}` : `(U_nᵀ ∂L/∂a_n${at}) ⊙ ${before}`;
      dPrevious = add(dPrevious, through('r', dAR));
      dPrevious = add(dPrevious, form === 'before' ? times(dReset, r) : dReset);
      pieces.push(
        { name: `∂L/∂r${at}`, formula, values: dR },
        { name: `∂L/∂a_r${at}`, formula: `∂L/∂r${at} ⊙ r${at} ⊙ (1 - r${at})`, values: dAR },
      );
      return finish(pieces, [...dAR, ...dAZ, ...dAN], [...dAR, ...dAZ, ...dU], dPrevious);
    }
    dPrevious = add(dPrevious, dReset);
    return finish(pieces, [...dAZ, ...dAN], [...dAZ, ...dU], dPrevious);
  };
  const finish = (
    pieces: Quantity[],
    dInputSide: Vector,
    dRecurrentSide: Vector,
    dh: Vector,
  ): StepBackward => ({
    quantities: pieces,
    dInputSide,
    dRecurrentSide,
    recurrentInput: (row) => (row >= (gates.length - 1) * H ? reset : previous),
    dx: transposedProduct(W as Matrix, dInputSide, x.length),
    dh,
  });
  return { h, quantities, backward };
}

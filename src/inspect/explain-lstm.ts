/**
 * One step of `lstm` and `lstm-peephole`: c[t] = f ⊙ c[t−1] + i ⊙ g, h[t] = o ⊙ tanh(c[t]); with
 * peepholes i and f also see p ⊙ c[t−1], and o sees p_o ⊙ c[t] or p_o ⊙ c[t−1] by choice.
 */
import { sigmoid, tanh } from '../util/maths.ts';
import type { StepBackward, StepForward, StepInput } from './explain-cells.ts';
import type { Quantity } from './explain-record.ts';
import { add, map, product, times, transposedProduct, type Vector, zeros } from './plain.ts';

const gateNames = ['i', 'f', 'g', 'o'] as const;
type Gate = (typeof gateNames)[number];

const sigmoidSlope = (s: number) => s * (1 - s);
const tanhSlope = (s: number) => 1 - s * s;

export function lstmStep({ t, weights, x, state, options }: StepInput): StepForward {
  const { W, U, bi, bh, peepholes } = weights;
  const H = state.h.length;
  const cPrevious = state.c ?? zeros(H);
  const current = options.peepholeOutput === 'current';
  const sides = add(product(W, x), bi, add(product(U, state.h), bh));
  const rows = (all: Vector, gate: Gate): Vector => {
    const k = gateNames.indexOf(gate);
    return all.slice(k * H, (k + 1) * H);
  };

  const aI = add(rows(sides, 'i'), peepholes && times(peepholes.i, cPrevious));
  const aF = add(rows(sides, 'f'), peepholes && times(peepholes.f, cPrevious));
  const aG = rows(sides, 'g');
  const i = map(aI, sigmoid);
  const f = map(aF, sigmoid);
  const g = map(aG, tanh);
  const c = add(times(f, cPrevious), times(i, g));
  const aO = add(rows(sides, 'o'), peepholes && times(peepholes.o, current ? c : cPrevious));
  const o = map(aO, sigmoid);
  const tanhC = map(c, tanh);
  const h = times(o, tanhC);

  const at = `[${t}]`;
  const cBefore = `c[${t - 1}]`;
  const peep = (gate: Gate, seen: string) => (peepholes ? ` + p_${gate} ⊙ ${seen}` : '');
  const a = (gate: Gate, seen: string, values: Vector): Quantity => ({
    name: `a_${gate}${at}`,
    formula: `W_${gate} x${at} + b_i${gate} + U_${gate} h[${t - 1}] + b_h${gate}${gate === 'g' ? '' : peep(gate, seen)}`,
    values,
  });
  const quantities: Quantity[] = [
    a('i', cBefore, aI),
    a('f', cBefore, aF),
    a('g', '', aG),
    a('o', current ? `c${at}` : cBefore, aO),
    { name: `i${at}`, formula: `σ(a_i${at})   input gate: what to write`, values: i },
    { name: `f${at}`, formula: `σ(a_f${at})   forget gate: what to keep`, values: f },
    { name: `g${at}`, formula: `tanh(a_g${at})   candidate`, values: g },
    { name: `o${at}`, formula: `σ(a_o${at})   output gate: what to show`, values: o },
    { name: `c${at}`, formula: `f${at} ⊙ ${cBefore} + i${at} ⊙ g${at}`, values: c },
    { name: `tanh(c${at})`, formula: '', values: tanhC },
    { name: `h${at}`, formula: `o${at} ⊙ tanh(c${at})`, values: h },
  ];

  const backward = (dh: Vector, dcLater: Vector | undefined): StepBackward => {
    const dO = times(dh, tanhC);
    const dAO = times(dO, map(o, sigmoidSlope));
    const dc = add(
      times(dh, o, map(tanhC, tanhSlope)),
      dcLater,
      peepholes && current ? times(peepholes.o, dAO) : undefined,
    );
    const dI = times(dc, g);
    const dF = times(dc, cPrevious);
    const dG = times(dc, i);
    const dAI = times(dI, map(i, sigmoidSlope));
    const dAF = times(dF, map(f, sigmoidSlope));
    const dAG = times(dG, map(g, tanhSlope));
    const d = [...dAI, ...dAF, ...dAG, ...dAO];
    const viaOutputGate = peepholes && current ? ` + p_o ⊙ ∂L/∂a_o${at}` : '';
    return {
      quantities: [
        { name: `∂L/∂o${at}`, formula: `∂L/∂h${at} ⊙ tanh(c${at})`, values: dO },
        {
          name: `∂L/∂c${at}`,
          formula: `∂L/∂h${at} ⊙ o${at} ⊙ (1 - tanh²(c${at}))${viaOutputGate} + (from c[${t + 1}])`,
          values: dc,
        },
        { name: `∂L/∂i${at}`, formula: `∂L/∂c${at} ⊙ g${at}`, values: dI },
        { name: `∂L/∂f${at}`, formula: `∂L/∂c${at} ⊙ ${cBefore}`, values: dF },
        { name: `∂L/∂g${at}`, formula: `∂L/∂c${at} ⊙ i${at}`, values: dG },
        { name: `∂L/∂a_i${at}`, formula: `∂L/∂i${at} ⊙ i${at} ⊙ (1 - i${at})`, values: dAI },
        { name: `∂L/∂a_f${at}`, formula: `∂L/∂f${at} ⊙ f${at} ⊙ (1 - f${at})`, values: dAF },
        { name: `∂L/∂a_g${at}`, formula: `∂L/∂g${at} ⊙ (1 - g${at}²)`, values: dAG },
        { name: `∂L/∂a_o${at}`, formula: `∂L/∂o${at} ⊙ o${at} ⊙ (1 - o${at})`, values: dAO },
      ],
      dInputSide: d,
      dRecurrentSide: d,
      recurrentInput: () => state.h,
      dx: transposedProduct(W, d, x.length),
      dh: transposedProduct(U, d, H),
      dc: add(
        times(dc, f),
        peepholes && times(peepholes.i, dAI),
        peepholes && times(peepholes.f, dAF),
        peepholes && !current ? times(peepholes.o, dAO) : undefined,
      ),
      dPeepholes: peepholes && {
        i: times(dAI, cPrevious),
        f: times(dAF, cPrevious),
        o: times(dAO, current ? c : cPrevious),
      },
    };
  };
  return { h, c, quantities, backward };
}

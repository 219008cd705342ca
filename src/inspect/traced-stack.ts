/**
 * A recurrent stack at single steps of a trace: what each layer and direction reads, the state that it goes
 * on from, and the step itself once more in doubles, from its equations. Cells without equations here
 * (one's own, `lstm-layernorm`) have the engine's gates and states.
 */
import { type CellOptions, type CellWeights, plainCells } from './explain-cells.ts';
import type { LayerValues } from './layer-values.ts';
import { inGeneral, type NamedVector } from './live-vector.ts';
import { add, type Vector, zeros } from './plain.ts';

/** By name: `h`, `c`. */
export type States = Readonly<Record<string, Vector>>;

export interface TracedStackParts {
  /** Of this stack alone, in the order of the walks: layer by layer, forward before reverse. */
  walks: readonly LayerValues[];
  cell: string;
  options: CellOptions;
  merge: 'concat' | 'sum';
  residual: boolean;
  /** What the first layer reads at step t. */
  read: (t: number) => Vector;
  weights: (layer: number, reverse: boolean) => CellWeights;
  /** Before the first step, by walk; absent: zeros. */
  initial?: readonly States[];
}

export class TracedStack {
  readonly T: number;
  readonly layers: number;
  private readonly parts: TracedStackParts;

  constructor(parts: TracedStackParts) {
    this.parts = parts;
    const [{ values, units }] = parts.walks;
    this.T = values.h.length / units.length;
    this.layers = Math.max(...parts.walks.map(({ layer }) => layer)) + 1;
  }

  /** y[t] of the stack. */
  output(t: number): Vector {
    return this.outputOf(this.layers - 1, t);
  }

  /** What pooling takes as the last state: of each direction at its own last step, with those below where layers are residual. */
  lastOutput(): Vector {
    const { walks, residual, merge } = this.parts;
    const ends = [false, true]
      .map((reverse) => walks.filter((walk) => walk.reverse === reverse))
      .filter(({ length }) => length > 0)
      .map((own) => (residual ? own : own.slice(-1)).map((walk) => this.last(walk).h));
    return joined(
      ends.map(([first, ...more]) => more.reduce((sum, h) => add(sum, h), first)),
      merge,
    );
  }

  /** The last states of each layer, its directions side by side or added: what a decoder begins with. */
  lastStates(): States[] {
    const { merge } = this.parts;
    return Array.from({ length: this.layers }, (_, layer) => {
      const ends = this.walksOf(layer).map((walk) => this.last(walk));
      const names = Object.keys(ends[0]);
      return Object.fromEntries(
        names.map((name) => [
          name,
          joined(
            ends.map((states) => states[name]),
            merge,
          ),
        ]),
      );
    });
  }

  /** Every vector of one layer (from 0) and direction at step t. */
  vectors(layer: number, reverse: boolean, t: number): NamedVector[] {
    const { walks, cell, options, residual, merge } = this.parts;
    const index = walks.findIndex((walk) => walk.layer === layer && walk.reverse === reverse);
    const x = this.input(layer, t);
    const before = this.before(index, t);
    const vectors: NamedVector[] = [
      { name: 'x[t]', formula: '', values: x },
      ...Object.entries(before).map(([name, values]) => ({
        name: `${name}[${reverse ? 't+1' : 't-1'}]`,
        formula: '',
        values,
      })),
    ];
    const known = Object.hasOwn(plainCells, cell) ? plainCells[cell] : undefined;
    if (known === undefined) {
      const walk = walks[index];
      for (const name of new Set([...walk.gates, ...walk.states])) {
        vectors.push({ name: `${name}[t]`, formula: '', values: row(walk, name, t) });
      }
    } else {
      const weights = this.parts.weights(layer, reverse);
      const state = { h: before.h, c: before.c };
      const { quantities } = known.step({ t: 1, weights, x, state, options });
      for (const { name, formula, values } of quantities) {
        const [general, made] = [name, formula].map((words) => inGeneral(words, reverse));
        vectors.push({ name: general, formula: made, values });
      }
    }
    if (residual && layer > 0) {
      const both =
        merge === 'sum' ? '(h of both directions) + x[t]' : '[h of both directions] + x[t]';
      const formula = this.walksOf(layer).length > 1 ? both : 'h[t] + x[t]';
      vectors.push({ name: 'y[t]', formula, values: this.outputOf(layer, t) });
    }
    return vectors;
  }

  private input(layer: number, t: number): Vector {
    return layer === 0 ? this.parts.read(t) : this.outputOf(layer - 1, t);
  }

  private outputOf(layer: number, t: number): Vector {
    const { merge, residual } = this.parts;
    const y = joined(
      this.walksOf(layer).map((walk) => row(walk, 'h', t)),
      merge,
    );
    return residual && layer > 0 ? add(y, this.input(layer, t)) : y;
  }

  /** The state that walk `index` goes on from at step t. */
  private before(index: number, t: number): States {
    const { walks, initial } = this.parts;
    const walk = walks[index];
    const from = walk.reverse ? t + 1 : t - 1;
    if (from >= 0 && from < this.T) return statesAt(walk, from);
    const none = zeros(walk.units.length);
    return initial?.[index] ?? Object.fromEntries(walk.states.map((name) => [name, none]));
  }

  private last(walk: LayerValues): States {
    return statesAt(walk, walk.reverse ? 0 : this.T - 1);
  }

  private walksOf(layer: number): LayerValues[] {
    return this.parts.walks.filter((walk) => walk.layer === layer);
  }
}

function statesAt(walk: LayerValues, t: number): States {
  return Object.fromEntries(walk.states.map((name) => [name, row(walk, name, t)]));
}

function row({ values, units }: LayerValues, name: string, t: number): Vector {
  const H = units.length;
  return Array.from(values[name].subarray(t * H, (t + 1) * H));
}

/** Directions side by side, or added. */
function joined(parts: readonly Vector[], merge: 'concat' | 'sum'): Vector {
  if (merge === 'concat') return parts.flat();
  return parts.slice(1).reduce((sum, part) => add(sum, part), parts[0]);
}

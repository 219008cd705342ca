/**
 * The parts of a task's network over one traced example: what each reads step by step, under names for
 * people, and its recurrent stack. Most networks have one part; a translator has an encoder and a decoder.
 */
import type { InputKind } from '../models/input-probe.ts';
import type { TrainedTask } from '../tasks/load.ts';
import { tanh } from '../util/maths.ts';
import type { ReadValues } from './example-trace.ts';
import type { LayerValues } from './layer-values.ts';
import type { NamedVector } from './live-vector.ts';
import type { NamedTrace } from './named-trace.ts';
import { PARTS, type Part } from './network-parts.ts';
import type { PlanSettings } from './network-plan.ts';
import { map, type Vector } from './plain.ts';
import type { PlainWeights } from './plain-weights.ts';
import { type States, TracedStack } from './traced-stack.ts';

export interface TracedPart {
  part: Part;
  /** What each step reads, for people; none of a network without steps. */
  symbols: readonly string[];
  /** What step t reads, by kind, as it is given: vectors before their projection. */
  inputs: ReadonlyMap<InputKind, (t: number) => Vector>;
  /** Absent: the row of a table. */
  stack?: TracedStack;
}

export interface TracedExample {
  parts: TracedPart[];
  /** Of captions: how the state before the first step was made. */
  condition: NamedVector[];
  /** What the features of the text, or of step t, add to the answer, where there is a wide part. */
  wide?: (t: number) => Vector;
}

interface Source extends Omit<NamedTrace, 'prediction'> {
  settings: PlanSettings;
  weights: PlainWeights;
}

export function tracedParts(task: TrainedTask, source: Source): TracedExample {
  const condition = conditionOf(source);
  const { initial } = condition;
  if (task.task !== 'translate') {
    const wide = source.trace.inputs.find(({ kind }) => kind === 'wide');
    return {
      parts: [tracedPart('network', source, initial)],
      condition: condition.vectors,
      ...(wide && { wide: (t: number) => rowOf(wide, t) }),
    };
  }
  const encoder = tracedPart('encoder', source);
  const decoder = tracedPart('decoder', source, encoder.stack?.lastStates());
  return { parts: [encoder, decoder], condition: [] };
}

/** x[t]: tokens, letters and vectors side by side, vectors through their projection. */
function tracedPart(
  part: Part,
  { trace, settings, weights, symbols }: Source,
  initial?: readonly States[],
): TracedPart {
  const names = PARTS[part];
  const walks = trace.layers.filter((layer) => layer.part === part);
  const inputs = new Map<InputKind, (t: number) => Vector>();
  for (const one of trace.inputs) {
    if (one.kind === 'row' || (one.of === names.embedding && one.kind !== 'condition')) {
      inputs.set(one.kind, (t) => rowOf(one, t));
    }
  }
  if (walks.length === 0) return { part, symbols: [], inputs };
  const read = (t: number) =>
    [...inputs].flatMap(([kind, at]) =>
      kind === 'vectors' ? projected(weights, names.projection, at(t)) : at(t),
    );
  const stack = new TracedStack({
    ...stackSettings(settings),
    walks,
    read,
    initial,
    weights: cellsOf(weights, names.stack),
  });
  const known = symbols.get(part) ?? [];
  return {
    part,
    symbols: Array.from({ length: stack.T }, (_, t) => known[t] ?? ''),
    inputs,
    stack,
  };
}

function stackSettings({
  cell = '',
  nonlinearity = 'tanh',
  peepholeOutput = 'current',
  merge = 'concat',
  residual = false,
}: PlanSettings) {
  return { cell, options: { nonlinearity, peepholeOutput }, merge, residual };
}

function cellsOf(weights: PlainWeights, stack: LayerValues['stack']) {
  return (layer: number, reverse: boolean) =>
    weights.cell(stack, `_l${layer}${reverse ? '_reverse' : ''}`);
}

/** A vector as the stack reads it; of a part without a projection as it is. */
export function projected(weights: PlainWeights, name: string, vector: Vector): Vector {
  // Without a bias it is the projection before a tied output.
  return weights.vector(`${name}.bias`) === undefined ? vector : weights.linear(name, vector);
}

export function projectionOf(part: Part): string {
  return PARTS[part].projection;
}

/** The state that the condition of a caption sets, by layer, and the vectors on the way to it. */
function conditionOf({ trace, settings, weights }: Source): {
  initial?: States[];
  vectors: NamedVector[];
} {
  const read = trace.inputs.filter(({ kind }) => kind === 'condition');
  if (read.length === 0) return { vectors: [] };
  const walks = trace.layers.filter(({ part }) => part === 'network');
  const vectors: NamedVector[] = [];
  const ofLabel = settings.condition === 'label';
  let top = rowOf(read[0], 0);
  let name = 'vector';
  if (!ofLabel) vectors.push({ name, formula: '', values: top });
  for (let k = 0; weights.vector(`condition_layers.${k}.bias`) !== undefined; k++) {
    const formula = `tanh(Q${k + 1} ${name} + b_q${k + 1})`;
    top = map(weights.linear(`condition_layers.${k}`, top), tanh);
    name = `q${k + 1}`;
    vectors.push({ name, formula, values: top });
  }
  const initial = walks.map(({ states, layer }, index) =>
    Object.fromEntries(
      states.map((state, n) => {
        const made = ofLabel
          ? rowOf(read[index * states.length + n], 0)
          : weights.linear(`initial.${state}_l${layer}`, top);
        const values = state === 'h' ? map(made, tanh) : made;
        const of = walks.length > 1 ? ` of layer ${layer + 1}` : '';
        const inner = ofLabel
          ? `row (label) of ${state.toUpperCase()}_0`
          : `W_${state} ${name} + b_${state}0`;
        const formula = state === 'h' ? `tanh(${inner})` : inner;
        vectors.push({ name: `${state}[0]${of}`, formula, values });
        return [state, values];
      }),
    ),
  );
  return { initial, vectors };
}

function rowOf({ values, columns }: ReadValues, t: number): Vector {
  return Array.from(values.subarray(t * columns, (t + 1) * columns));
}

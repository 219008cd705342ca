import { describe, expect, it } from 'vitest';
import { traceExample } from '../../src/inspect/example-trace.ts';
import { type LiveTask, type LiveTaskStep, liveTask } from '../../src/inspect/live-task.ts';
import { networkPlan, type PlanSettings } from '../../src/inspect/network-plan.ts';
import type { TrainedTask } from '../../src/tasks/load.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { type Tensor, valuesOf } from '../../src/tensor/tensor.ts';
import { expectClose } from '../support/numbers.ts';
import { type Case, cases, openCase } from './saliency-tasks.ts';

const with_ = (name: string, model: object): Case => ({
  ...cases[name],
  model: { ...cases[name].model, ...model },
});

const all: Record<string, Case> = {
  ...cases,
  'classify by the mean, residual gru': with_('classify texts', {
    cell: 'gru',
    layers: 2,
    residual: true,
    pooling: 'mean',
  }),
  'classify by the last states, residual, directions added': with_('classify texts', {
    layers: 2,
    residual: true,
    merge: 'sum',
  }),
  'regress by the most, rnn with relu, deep output': with_('regress', {
    cell: 'rnn',
    nonlinearity: 'relu',
    pooling: 'max',
    outputLayers: [5, 3],
  }),
  'classify with a normalised cell': with_('classify texts', { cell: 'lstm-layernorm' }),
  'translate, additive, two layers, peepholes': with_('translate', {
    attention: 'additive',
    layers: 2,
    cell: 'lstm-peephole',
  }),
  'translate, dot, directions added': with_('translate', { attention: 'dot', merge: 'sum' }),
  'translate, scaled-dot, one direction': with_('translate', {
    attention: 'scaled-dot',
    bidirectional: false,
  }),
  'translate without attention': with_('translate', { attention: 'none' }),
  'caption a vector, deep, two layers': with_('caption a vector', {
    conditionLayers: [4],
    layers: 2,
    cell: 'gru-torch',
  }),
  'caption a label, zeros read': with_('caption a label', { feedback: 'zeros' }),
};

interface Opened {
  task: TrainedTask;
  record: object;
  live: LiveTask;
  /** Of all parts together. */
  steps: number;
}

async function opening(given: Case, use: (opened: Opened) => void): Promise<void> {
  const task = await openCase(given);
  try {
    const record = task.inside.record(given.input);
    const live = liveTask(task);
    const { parts } = live.at(record, 0);
    const steps = parts.reduce((sum, { symbols }) => sum + symbols.length, 0);
    use({ task, record, live, steps: Math.max(1, steps) });
  } finally {
    task.close();
  }
}

function planOf({ task, data, model, inside }: TrainedTask) {
  const { parameters } = inside.model.network;
  const settings = { ...data, ...model } as PlanSettings;
  return networkPlan({ task, settings, parameters: parameters.entries() });
}

function vectorOf(step: LiveTaskStep, id: string, name: string): number[] {
  const found = step.boxes.find((box) => box.id === id)?.vectors.find((v) => v.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${id}`);
  return found.values;
}

/** Of one record, with the network's own answer where it writes one. */
function batchOf({ task, inside: { model } }: TrainedTask, record: object) {
  const example = model.encode(record, { labelled: false });
  const writes = task === 'translate' || task === 'caption';
  return writes ? model.losses(example).batch : model.batch([example]);
}

/** What the engine's own forward pass gives at its end, and where it looked. */
function engine({ inside: { model } }: TrainedTask, batch: never) {
  const tape = new Tape(model.network.parameters.backend, { recording: false });
  try {
    const made = model.network.forward(tape, batch) as Tensor | Record<string, Tensor>;
    const parts = 'shape' in made ? { logits: made as Tensor } : (made as Record<string, Tensor>);
    const outputs = parts.logits ?? parts.outputs;
    return {
      outputs: valuesOf(outputs),
      columns: outputs.shape[outputs.shape.length - 1],
      attention: parts.attention && valuesOf(parts.attention),
    };
  } finally {
    tape.close();
  }
}

const FIRST = /^(network|encoder)$/;

describe.each(Object.entries(all))('live numbers: %s', (_, given) => {
  it('of every layer and direction are those of the engine’s trace', () =>
    opening(given, ({ task, record, live, steps }) => {
      const { layers } = traceExample(task, record);
      let checked = 0;
      for (let at = 0; at < steps; at++) {
        const step = live.at(record, at, { units: 100 });
        const source = step.parts[0].symbols.length;
        for (const walk of layers.filter(({ stack }) => stack !== 'letters.')) {
          const { stack, layer, reverse, units, gates, states, values } = walk;
          const decoder = stack === 'decoder.';
          if (decoder !== at >= source) continue;
          const part = stack === 'rnn.' ? '' : `${stack.slice(0, -1)}-`;
          const id = `${part}layer-${layer + 1}${reverse ? '-reverse' : ''}`;
          const t = decoder ? at - source : at;
          for (const name of [...gates, ...states]) {
            const row = values[name].subarray(t * units.length, (t + 1) * units.length);
            expectClose(vectorOf(step, id, `${name}[t]`), row, 1e-12);
            checked++;
          }
        }
      }
      expect(checked > 0).toBe(layers.length > 0);
    }));

  it('of the output and of attention are those of the engine’s forward pass', () =>
    opening(given, ({ task, record, live, steps }) => {
      const batch = batchOf(task, record);
      const { outputs, columns, attention } = engine(task, batch as never);
      const plan = planOf(task);
      const box = plan.boxes.find(({ id }) => id === 'output');
      for (let at = 0; at < steps; at++) {
        const step = live.at(record, at, { units: 1000 });
        const source = step.parts.length > 1 ? step.parts[0].symbols.length : 0;
        const t = box?.when === 'each' ? at - source : 0;
        if (t < 0) continue;
        const vectors = step.boxes.find(({ id }) => id === 'output')?.vectors ?? [];
        const made = ['logits[t]', 'logits', 'answer', 'μ', 'raw scale', 'raw degrees'].flatMap(
          (name) => vectors.find((vector) => vector.name === name)?.values ?? [],
        );
        // A recursive forecaster is asked for its last step alone.
        const last = task.task === 'forecast' && at < steps - 1 && box?.when === 'each';
        const row = task.task === 'forecast' ? 0 : t;
        if (!last) expectClose(made, outputs.subarray(row * columns, (row + 1) * columns), 1e-12);
        const looked = step.shares.find(({ kind }) => kind === 'looked');
        if (attention === undefined) continue;
        const S = looked?.rows.length ?? 0;
        const shares = looked?.rows.map(({ share }) => share) ?? [];
        expectClose(shares, attention.subarray(t * S, (t + 1) * S), 1e-12);
      }
    }));

  it('stand in boxes of the network, under the names of its equations', () =>
    opening(given, ({ task, record, live, steps }) => {
      const { boxes } = planOf(task);
      const seen = new Set<string>();
      for (const at of [0, steps - 1]) {
        const step = live.at(record, at, { units: 1000 });
        const reading = FIRST.test(step.parts[0].part) && at < step.parts[0].symbols.length;
        for (const { id, equations, output, when, part, kind } of boxes) {
          const vectors = step.boxes.find((box) => box.id === id)?.vectors;
          if (vectors === undefined) {
            const elsewhere = when === 'each' && reading === (part === 'decoder');
            expect(kind === 'crf' || elsewhere, id).toBe(true);
            continue;
          }
          seen.add(id);
          const names = vectors.map(({ name }) => name.replace(/ of layer .*/, ''));
          for (const equation of equations) {
            const [left] = equation.split(' = ');
            if (left === 'P(labels)' || left === 'μ, raw numbers') continue;
            expect(names).toContain(left);
          }
          if (kind !== 'condition' && task.task !== 'forecast' && kind !== 'recurrent') {
            expect([id, vectors.at(-1)?.size]).toEqual([
              id,
              // One logit of two classes has two probabilities.
              kind === 'output' && output === 1 && task.task === 'classify' ? 2 : output,
            ]);
          }
        }
      }
      const numbered = boxes.filter(({ kind }) => kind !== 'crf').map(({ id }) => id);
      expect([...seen].sort()).toEqual(numbered.sort());
    }));
});

describe('live numbers of a task', () => {
  it('tell the answers that `predict` gives, most probable first', () =>
    opening(cases['classify texts'], ({ task, record, live }) => {
      const { probabilities } = task.predict([cases['classify texts'].input])[0];
      const step = live.at(record, 0);
      const answers = step.shares.find(({ kind }) => kind === 'answers');
      const told = Object.fromEntries(answers?.rows.map((row) => [row.label, row.share]) ?? []);
      expect(Object.keys(told).sort()).toEqual(Object.keys(probabilities as object).sort());
      for (const [label, p] of Object.entries(probabilities as Record<string, number>)) {
        expect(told[label]).toBeCloseTo(p, 12);
      }
      const shares = answers?.rows.map(({ share }) => share) ?? [];
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(step.answer).toContain(String(task.predict([cases['classify texts'].input])[0].label));
    }));

  it('of a CRF are the marginals over all sequences of tags', () =>
    opening(cases['tag with a CRF'], ({ task, record, live, steps }) => {
      const { parameters } = task.inside.model.network;
      const tags = task.inside.model.classes ?? [];
      const K = tags.length;
      const [between, start, end] = ['transitions', 'start_transitions', 'end_transitions'].map(
        (name) => parameters.read(`crf.${name}`),
      );
      const rows = Array.from({ length: steps }, (_, t) =>
        vectorOf(live.at(record, t, { units: 100 }), 'output', 'logits[t]'),
      );
      // Every sequence of tags, one after the other; those that break BIO are never chosen.
      const follows = (a: number | undefined, b: number) => {
        const kind = /^I-(.*)/.exec(tags[b])?.[1];
        return kind === undefined || (a !== undefined && tags[a].endsWith(`-${kind}`));
      };
      const sums = rows.map(() => new Array<number>(K).fill(0));
      let total = 0;
      for (let code = 0; code < K ** steps; code++) {
        const path = rows.map((_, t) => Math.floor(code / K ** t) % K);
        if (!path.every((tag, t) => follows(path[t - 1], tag))) continue;
        let score = start[path[0]] + end[path[steps - 1]];
        path.forEach((tag, t) => {
          score += rows[t][tag] + (t > 0 ? between[path[t - 1] * K + tag] : 0);
        });
        total += Math.exp(score);
        path.forEach((tag, t) => {
          sums[t][tag] += Math.exp(score);
        });
      }
      for (let t = 0; t < steps; t++) {
        const found = live.at(record, t).shares.find(({ box }) => box === 'crf');
        for (const { label, share } of found?.rows ?? []) {
          expect(share).toBeCloseTo(sums[t][tags.indexOf(label)] / total, 6);
        }
        expect(found?.rows).toHaveLength(K);
      }
    }));

  it('name the steps of both parts of a translator', () =>
    opening(cases.translate, ({ task, record, live }) => {
      const { parts } = live.at(record, 0);
      expect(parts.map(({ part }) => part)).toEqual(['encoder', 'decoder']);
      expect(parts[0].symbols).toEqual(['two', 'one', 'four']);
      const { translation } = task.predict(['two one four'])[0];
      expect(parts[1].symbols.slice(1).join(' ')).toBe(translation);
    }));

  it('are refused outside the input', () =>
    opening(cases['classify texts'], ({ record, live, steps }) => {
      expect(() => live.at(record, steps)).toThrow('a whole number below 5');
      expect(() => live.at(record, -1)).toThrow('the step of the input');
    }));
});

/** How far gradients reach in the networks of all tasks, against central differences in doubles. */
import { describe, expect, it } from 'vitest';
import { type GradientReach, type TrainedTask, taskGradientReach } from '../../src/index.ts';
import { layerName } from '../../src/inspect/layer-values.ts';
import type { Cell } from '../../src/nn/cells/cell.ts';
import { type LayerPlace, WatchedTape } from '../../src/nn/recurrent/watch.ts';
import type { ExampleLosses } from '../../src/tasks/losses.ts';
import { add } from '../../src/tensor/ops/arithmetic.ts';
import { item } from '../../src/tensor/tensor.ts';
import { exp } from '../../src/util/maths.ts';
import { cases, openCase } from './saliency-tasks.ts';

interface Nudge {
  layer: string;
  state: string;
  /** Steps of the walk before it. */
  index: number;
  unit: number;
  by: number;
}

/** The loss with one number of one state changed at one step, which all that follows sees. */
function lossWith(task: TrainedTask, { loss }: ExampleLosses, step?: number, nudge?: Nudge) {
  const nudged = (place: LayerPlace, own: Cell): Cell => {
    if (nudge === undefined || layerName(place) !== nudge.layer) return own;
    let index = 0;
    return {
      ...own,
      fused: undefined,
      step(tape, parameters, x, state) {
        if (index++ !== nudge.index) return own.step(tape, parameters, x, state);
        return own.step(tape, parameters, x, state, (name, value) => {
          if (name !== nudge.state) return value;
          const change = Array.from(
            { length: place.H },
            (_, u) => nudge.by * Number(u === nudge.unit),
          );
          return add(tape, value, tape.constant(change, [1, place.H]));
        });
      },
    };
  };
  const { backend } = task.inside.model.network.parameters;
  const tape = new WatchedTape(backend, { cell: nudged }, { recording: false });
  try {
    return item(loss(tape, step));
  } finally {
    tape.close();
  }
}

/** Units of every layer of the cases. */
const HIDDEN = 4;

/** ‖∂L/∂state‖ by central differences. */
function byDifferences(
  task: TrainedTask,
  losses: ExampleLosses,
  step: number | undefined,
  nudge: Omit<Nudge, 'unit' | 'by'>,
): number {
  let squares = 0;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const at = (by: number) => lossWith(task, losses, step, { ...nudge, unit, by });
    squares += ((at(1e-4) - at(-1e-4)) / 2e-4) ** 2;
  }
  return Math.sqrt(squares);
}

/** Steps of every layer's walk. */
function lengthsOf(task: TrainedTask, losses: ExampleLosses): Record<string, number> {
  const lengths: Record<string, number> = {};
  const { backend } = task.inside.model.network.parameters;
  const tape = new WatchedTape(backend, {
    walked(place) {
      lengths[layerName(place)] = place.T;
    },
  });
  losses.loss(tape, losses.steps?.[0]);
  tape.close();
  return lengths;
}

const nameOf = ({ layers }: GradientReach, n: number) => layers[n].name ?? 'l0';

const rows = cases['classify rows'];
const walked = {
  ...cases,
  'classify texts in two layers': {
    ...cases['classify texts'],
    model: { hidden: HIDDEN, embed: 3, layers: 2, residual: true, cell: 'gru' },
  },
};
const answered: Record<string, unknown> = {
  regress: { text: 'a dull song', label: '4.5' },
  'tag words and letters': { tokens: ['anna', 'sang', 'lee'], tags: ['B-per', 'O', 'B-loc'] },
  translate: { source: 'two one', target: 'un deux trois' },
};

describe.each(Object.entries(walked).filter(([, one]) => one !== rows))('%s', (name, one) => {
  it('has the norms of central differences at every lag', async () => {
    const task = await openCase(one);
    const { model, record } = task.inside;
    const input = answered[name] ?? one.input;
    const reach = taskGradientReach(task, [input]);
    const labelled = answered[name] !== undefined;
    const example = model.encode(record(input), { labelled });
    const all = (model.spread?.(example) ?? [example]).map((one) => model.losses(one));
    const each = all.flatMap((losses) =>
      (losses.steps ?? [undefined]).map((step) => ({ losses, step })),
    );
    expect(reach.layers[0].states[0].norms).toHaveLength(each.length);
    const lengths = lengthsOf(task, all[0]);
    let largest = 0;
    for (const r of new Set([0, each.length >> 1, each.length - 1])) {
      const { losses, step } = each[r];
      for (let n = 0; n < reach.layers.length; n++) {
        const layer = nameOf(reach, n);
        const T = lengths[layer];
        // How many steps of the walk come before the state at lag 0.
        let last = T - 1;
        if (step !== undefined) last = layer.endsWith('_reverse') ? T - step : step - 1;
        if (layer.startsWith('encoder')) last = T - 1 + (step ?? 0);
        for (const { state, norms } of reach.layers[n].states) {
          expect(norms[r]).toHaveLength(last + 1);
          norms[r].forEach((value, k) => {
            if (last - k > T - 1) {
              expect(value).toBeNaN();
              return;
            }
            const wanted = byDifferences(task, losses, step, { layer, state, index: last - k });
            expect(Math.abs(value - wanted)).toBeLessThan(1e-7 + 1e-6 * wanted);
            largest = Math.max(largest, value);
          });
        }
      }
    }
    expect(largest).toBeGreaterThan(1e-3);
    expect(reach.meaning).toBeTruthy();
    task.close();
  });
});

/** Losses of an input without answer: the network's own is taken for it. */
async function lossesOf(name: string) {
  const task = await openCase(cases[name]);
  const { model, record } = task.inside;
  const losses = model.losses(model.encode(record(cases[name].input), { labelled: false }));
  const [answer] = task.predict([cases[name].input]) as Record<string, never>[];
  const at = (step?: number) => lossWith(task, losses, step);
  return { task, losses, answer, at };
}

describe('the loss that is followed is −ln of the probability that predict tells', () => {
  it('of a class', async () => {
    const { answer, at } = await lossesOf('classify texts');
    expect(exp(-at())).toBeCloseTo(answer.probability, 12);
  });

  it.each(['tag with a CRF', 'tag vectors'])('%s: of each tag', async (name) => {
    const { answer, losses, at } = await lossesOf(name);
    const { tags, probabilities } = answer as unknown as {
      tags: string[];
      probabilities: Record<string, number>[];
    };
    expect(losses.steps).toEqual(tags.map((_, t) => t + 1));
    tags.forEach((tag, t) => {
      expect(exp(-at(t + 1))).toBeCloseTo(probabilities[t][tag], 10);
    });
  });

  it('of each symbol of a translation, in sum of the whole', async () => {
    const { answer, losses, at } = await lossesOf('translate');
    const sum = (losses.steps ?? []).reduce((total, step) => total + at(step), 0);
    expect(-sum).toBeCloseTo(answer.log_probability, 12);
  });

  it('of a number it is the squared error in deviations of training', async () => {
    const task = await openCase(cases.regress);
    const { model, record } = task.inside;
    const input = { text: 'a dull song', label: '4.5' };
    const losses = model.losses(model.encode(record(input), { labelled: true }));
    const [{ value }] = task.predict([input.text]) as { value: number }[];
    const labels = cases.regress.records.map((one) => (one as { label: number }).label);
    const mean = labels.reduce((sum, y) => sum + y, 0) / labels.length;
    const variance = labels.reduce((sum, y) => sum + (y - mean) ** 2, 0) / labels.length;
    expect(lossWith(task, losses)).toBeCloseTo((value - 4.5) ** 2 / variance, 6);
  });
});

describe('beside the norms', () => {
  it('stand the weights’ gradients of the records, as central differences have them', async () => {
    const task = await openCase(cases.regress);
    const { model, record } = task.inside;
    const input = answered.regress;
    const { clipping } = taskGradientReach(task, [input], { clip: 0.01 });
    const { parameters } = model.network;
    const losses = model.losses(model.encode(record(input), { labelled: true }));
    let squares = 0;
    for (const { name } of parameters.entries()) {
      const values = Float64Array.from(parameters.read(name));
      values.forEach((value, n) => {
        const at = (by: number) => {
          parameters.write(name, values.with(n, value + by));
          return lossWith(task, losses);
        };
        squares += ((at(1e-5) - at(-1e-5)) / 2e-5) ** 2;
      });
      parameters.write(name, values);
    }
    expect(clipping.before[0]).toBeCloseTo(Math.sqrt(squares), 6);
    expect(clipping.after[0]).toBeCloseTo(0.01, 6);
    task.close();
  });

  it('stand rows by record, thinned out evenly, and the radius by direction', async () => {
    const task = await openCase(cases['classify texts']);
    const texts = ['a good film', 'bad', 'the song is dull', 'fine', 'a film'];
    const reach = taskGradientReach(task, texts, { windows: 3 });
    expect(reach.rows).toEqual(['1: t = 3', '3: t = 4', '5: t = 2']);
    expect(reach.steps).toEqual([3, 4, 2]);
    expect(reach.layers.map(({ name }) => name)).toEqual(['l0', 'l0_reverse']);
    expect(reach.layers[1].recurrent.map(({ gate }) => gate)).toEqual(['i', 'f', 'g', 'o']);
    const backwards = taskGradientReach(task, texts).layers[1].states[0];
    expect(backwards.norms.map(({ length }) => length)).toEqual([3, 1, 4, 1, 2]);
    task.close();
  });

  it('the weights stay trainable and their gradients at zero', async () => {
    const task = await openCase(cases.translate);
    const { parameters } = task.inside.model.network;
    parameters.freeze(['source_embedding.weight']);
    taskGradientReach(task, ['two one']);
    expect([...parameters.frozen]).toEqual(['source_embedding.weight']);
    expect(parameters.gradients.array().every((x) => x === 0)).toBe(true);
    task.close();
  });
});

describe('what cannot be meant is refused', () => {
  it('rows of a table, which have no steps', async () => {
    const task = await openCase(rows);
    expect(() => taskGradientReach(task, [rows.input])).toThrow('has no recurrent layer');
    task.close();
  });

  it('a number without the right one, and no input', async () => {
    const task = await openCase(cases.regress);
    expect(() => taskGradientReach(task, ['a dull song'])).toThrow(
      'the loss of a number needs the right one',
    );
    expect(() => taskGradientReach(task, [])).toThrow('expected records to be at least one');
    task.close();
  });
});

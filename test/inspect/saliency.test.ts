import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { TextCodec } from '../../src/data/index.ts';
import { createTextModel } from '../../src/generate/text-model.ts';
import { type TrainedTask, taskSaliency, textSaliency } from '../../src/index.ts';
import { saliencyOf } from '../../src/inspect/saliency.ts';
import { languageModelDefaults } from '../../src/models/config.ts';
import { ProbedTape } from '../../src/models/input-probe.ts';
import { LanguageModel } from '../../src/models/language-model.ts';
import { TableNetwork, tableDefaults } from '../../src/models/table-network.ts';
import { entry, type Question } from '../../src/tasks/question.ts';
import { item } from '../../src/tensor/tensor.ts';
import { exp } from '../../src/util/maths.ts';
import { cases, openCase } from './saliency-tasks.ts';

/** d score / d factor at 1, where the numbers of one position are multiplied by the factor: Σ ∂score/∂x ⊙ x. */
function byDifference(task: TrainedTask, question: Question, i: number, position: number): number {
  const { by, groups, kinds, of } = question.inputs[i];
  const scoreAt = (factor: number) => {
    const tape = new ProbedTape(task.inside.model.network.parameters.backend, {
      recording: false,
      change(place, values, width) {
        if (!kinds.includes(place.kind) || place.of !== of) return;
        for (let n = 0; n < values.length; n++) {
          const column = groups?.[n % width] ?? n % width;
          const here = by === 'rows' ? Math.floor(n / width) : by === 'columns' ? column : 0;
          if (here === position) values[n] *= factor;
        }
      },
    });
    const score = item(question.score(tape));
    tape.close();
    return score;
  };
  const epsilon = 1e-5;
  return (scoreAt(1 + epsilon) - scoreAt(1 - epsilon)) / (2 * epsilon);
}

describe.each(Object.entries(cases))('%s', (_, one) => {
  it('gradient × input is the slope of the answer in each position', async () => {
    const task = await openCase(one);
    const { model, record } = task.inside;
    const question = model.question(model.encode(record(one.input), { labelled: false }));
    const saliency = taskSaliency(task, one.input);
    expect(saliency.inputs.map(({ name }) => name)).toEqual(
      question.inputs.map(({ name }) => name),
    );
    let largest = 0;
    saliency.inputs.forEach(({ gradientTimesInput, positions }, i) => {
      expect(gradientTimesInput).toHaveLength(positions.length);
      gradientTimesInput.forEach((value, position) => {
        expect(value).toBeCloseTo(byDifference(task, question, i, position), 8);
        largest = Math.max(largest, Math.abs(value));
      });
    });
    expect(largest).toBeGreaterThan(1e-4);
    task.close();
  });
});

/** The answer that `predict` gives, beside what was asked. */
async function predicted(name: string, options: object = {}, input = cases[name].input) {
  const task = await openCase(cases[name]);
  const saliency = taskSaliency(task, input, options);
  const [answer] = task.predict([input]) as Record<string, never>[];
  return { task, saliency, answer };
}

describe('the number that is asked for is the one that predict tells', () => {
  it('ln P of a class, the predicted one or another', async () => {
    const { saliency, answer, task } = await predicted('classify texts');
    expect(saliency.asks).toBe(`ln P(${answer.label})`);
    expect(exp(saliency.score)).toBeCloseTo(answer.probability, 12);
    const other = taskSaliency(task, cases['classify texts'].input, { answer: 'fine' });
    expect(exp(other.score)).toBeCloseTo((answer.probabilities as { fine: number }).fine, 12);
  });

  it('of two classes', async () => {
    const { saliency, answer } = await predicted('classify rows');
    expect(exp(saliency.score)).toBeCloseTo(answer.probability, 12);
  });

  it('the value of a regression in its own units', async () => {
    const { saliency, answer } = await predicted('regress');
    expect(saliency.score).toBeCloseTo(answer.value, 12);
  });

  it.each(['tag words and letters', 'tag with a CRF'])('%s: a tag at a step', async (name) => {
    const { saliency, answer, task } = await predicted(name, { at: 2 });
    const [tags, probabilities] = [answer.tags, answer.probabilities] as [
      string[],
      Record<string, number>[],
    ];
    expect(exp(saliency.score)).toBeCloseTo(probabilities[1][tags[1]], 10);
    const other = taskSaliency(task, cases[name].input, { at: 3, answer: 'B-per' });
    expect(exp(other.score)).toBeCloseTo(probabilities[2]['B-per'], 10);
  });

  it('a translation, and one of its symbols', async () => {
    const { saliency, answer, task } = await predicted('translate');
    expect(saliency.score).toBeCloseTo(answer.log_probability, 12);
    const written = saliency.inputs[1].positions.length;
    const each = Array.from({ length: written }, (_, n) =>
      taskSaliency(task, cases.translate.input, { at: n + 1 }),
    );
    expect(each.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(saliency.score, 12);
    // what is written later cannot matter
    expect(each[0].inputs[1].gradientTimesInput.slice(1).every((value) => value === 0)).toBe(true);
    expect(each[0].inputs[1].occlusion.slice(1).every((value) => value === 0)).toBe(true);
  });

  it('a transcription over all its alignments', async () => {
    const task = await openCase(cases.transcribe);
    const { input } = cases.transcribe;
    const [best] = task.predict([input], { beam: 50 }) as {
      text: string;
      log_probability: number;
    }[];
    const saliency = taskSaliency(task, input, { answer: best.text });
    expect(saliency.score).toBeCloseTo(best.log_probability, 10);
    expect(saliency.inputs[0].positions).toEqual(['1', '3', '5', '7', '9']);
  });

  it.each([
    'forecast, direct',
    'forecast, direct, with a highway',
    'forecast, recursive, relative',
  ])('%s', async (name) => {
    const { saliency, answer, task } = await predicted(name);
    const [{ mean }] = answer.targets as { mean: number[] }[];
    expect(saliency.score).toBeCloseTo(mean[0], 6);
    if (name.includes('recursive')) return;
    const third = taskSaliency(task, cases[name].input, { at: 3, target: 'y' });
    expect(third.score).toBeCloseTo(mean[2], 6);
    expect(third.inputs[0].positions).toEqual(['-5', '-4', '-3', '-2', '-1', '0']);
    const { byColumn = [], gradientTimesInput } = third.inputs[0];
    expect(byColumn[2][0] + byColumn[2][1]).toBeCloseTo(gradientTimesInput[2], 12);
  });
});

describe('occlusion', () => {
  it('of a word is what predict says of the text with an unknown word there', async () => {
    const { saliency, answer, task } = await predicted('classify texts');
    const words = String(cases['classify texts'].input).split(' ');
    expect(saliency.inputs[0].positions).toEqual(words);
    expect(saliency.inputs[0].replacedBy).toBe('unk');
    saliency.inputs[0].occlusion.forEach((effect, n) => {
      const without = words.map((word, m) => (m === n ? 'qwertz' : word)).join(' ');
      const [{ probabilities }] = task.predict([without]) as Record<string, never>[];
      const left = (probabilities as Record<string, number>)[answer.label];
      expect(exp(saliency.score - effect)).toBeCloseTo(left, 12);
    });
  });

  it('of a column is what predict says of the mean of training', async () => {
    const { saliency, task, answer } = await predicted('classify rows');
    const [{ probabilities }] = task.predict([
      { ...(cases['classify rows'].input as object), age: 47 },
    ]) as Record<string, never>[];
    const left = (probabilities as Record<string, number>)[answer.label];
    expect(exp(saliency.score - saliency.inputs[0].occlusion[0])).toBeCloseTo(left, 6);
  });

  it('puts zero or the mean of the embedding where that is asked for', async () => {
    const { task, saliency } = await predicted('classify texts');
    const { input } = cases['classify texts'];
    const zero = taskSaliency(task, input, { replace: 'zero' }).inputs[0];
    const mean = taskSaliency(task, input, { replace: 'mean' }).inputs[0];
    expect([zero.replacedBy, mean.replacedBy]).toEqual(['zero', 'mean']);
    expect(zero.occlusion).not.toEqual(saliency.inputs[0].occlusion);
    expect(mean.occlusion).not.toEqual(zero.occlusion);
    // with an embedding of zero mean both are the same
    const { parameters } = task.inside.model.network;
    const table = parameters.read('embedding.weight');
    const [V, E] = parameters.get('embedding.weight').shape;
    const centred = table.map((value, n) => {
      let sum = 0;
      for (let v = 0; v < V; v++) sum += table[v * E + (n % E)];
      return value - sum / V;
    });
    parameters.write('embedding.weight', centred);
    const again = taskSaliency(task, input, { replace: 'mean' }).inputs[0].occlusion;
    taskSaliency(task, input, { replace: 'zero' }).inputs[0].occlusion.forEach((value, n) => {
      expect(again[n]).toBeCloseTo(value, 12);
    });
  });
});

it('gradient × input is the exact contribution in a linear model', () => {
  const backend = createReferenceBackend();
  const config = { ...tableDefaults, task: 'regress' as const, outputs: 1, hidden: [] };
  const network = new TableNetwork(backend, config, 3, { seed: 1 });
  const [weights, rows] = [
    [0.5, -2, 3],
    [4, 1.5, -1],
  ];
  network.parameters.write('output.weight', weights);
  network.parameters.write('output.bias', [7]);
  const { inputs, score } = saliencyOf(network.parameters, {
    asks: 'the value',
    score: (tape) => entry(tape, network.forward(tape, { B: 1, rows }), 0),
    inputs: [{ name: 'row', kinds: ['row'], of: '', positions: ['a', 'b', 'c'], by: 'columns' }],
  });
  expect(inputs[0].gradientTimesInput).toEqual([2, -3, -3]);
  expect(inputs[0].occlusion).toEqual([2, -3, -3]);
  expect(score).toBe(7 + 2 - 3 - 3);
  network.close();
});

describe('of a language model', () => {
  const open = (level: 'char' | 'word') => {
    const text = 'the cat sat on the mat and the cat ran';
    const codec = TextCodec.fromText(text, { level, unk: level === 'word' });
    const config = { ...languageModelDefaults, layers: 2, hidden: 5, embed: 4, tie: true };
    const network = new LanguageModel(createReferenceBackend(), config, codec.vocabulary.size, {
      seed: 2,
    });
    return createTextModel({ network, codec });
  };

  it('asks for the most probable symbol, for another, or for one of the text', () => {
    const model = open('char');
    const [best] = model.next('the ca');
    const next = textSaliency(model, 'the ca');
    expect(next.score).toBeCloseTo(best.logProbability, 12);
    const other = textSaliency(model, 'the ca', { answer: 't' });
    const wanted = model.next('the ca').find(({ token }) => token === 't');
    expect(other.score).toBeCloseTo(wanted?.logProbability ?? 0, 12);
    expect(textSaliency(model, 'the cat sat', { at: 7 })).toEqual({
      ...other,
      asks: "ln P('t') as symbol 7 of the text",
    });
    model.close();
  });

  it('sees every symbol, those that stand twice apart', () => {
    const model = open('word');
    const unknown = textSaliency(model, 'the zebra sat').inputs[0].positions;
    expect(unknown).toEqual(['the', 'zebra', 'sat']);
    const { inputs } = textSaliency(model, 'the cat sat on the');
    const [{ positions, gradientTimesInput, occlusion, replacedBy }] = inputs;
    expect(positions).toEqual(['the', 'cat', 'sat', 'on', 'the']);
    expect(replacedBy).toBe('unk');
    expect(gradientTimesInput[0]).not.toBe(gradientTimesInput[4]);
    const answer = textSaliency(model, 'the cat sat on the').score;
    const target = model.next('the cat sat on the')[0].token;
    const without = model.next('the cat sat on dog').find(({ token }) => token === target);
    expect(answer - occlusion[4]).toBeCloseTo(without?.logProbability ?? 0, 12);
    model.close();
  });

  it.each([
    ['usage', '', {}],
    ['usage', 'the', { at: 1 }],
    ['usage', 'the', { at: 4 }],
    ['usage', 'the', { replace: 'unk' as const }],
    ['data', 'the', { answer: 'z' }],
  ])('refuses with error %s: %j %j', (code, text, options) => {
    const model = open('char');
    expect(() => textSaliency(model, text, options)).toThrow(expect.objectContaining({ code }));
    model.close();
  });
});

it.each([
  ['classify texts', { at: 1 }, 'task classify has no use for at'],
  ['regress', { answer: '3' }, 'task regress has no use for answer'],
  ['tag with a CRF', { at: 4 }, 'from 1 to 3'],
  ['tag with a CRF', { answer: 'O' }, 'the step that the tag in answer is of'],
  ['translate', { target: 'y' }, 'task translate has no use for target'],
  ['transcribe', { at: 2 }, 'task transcribe has no use for at'],
  ['forecast, recursive, relative', { at: 2 }, 'train with --mode direct'],
  ['forecast, direct', { target: 'z' }, 'one of y'],
  ['classify texts', { replace: 'nothing' as never }, 'zero, mean, unk'],
])('%s: %j is refused', async (name, options, message) => {
  const task = await openCase(cases[name]);
  expect(() => taskSaliency(task, cases[name].input, options)).toThrow(message);
  task.close();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines } from '../../src/files/json-lines.ts';
import {
  load,
  loadTask,
  recordsGradientReach,
  type TextModel,
  taskGradientReach,
  traceTask,
  traceText,
  train,
} from '../../src/index.ts';
import type { CellsAnswer, TaskTraceAnswer } from '../../src/protocol/cells.ts';
import type {
  NextAnswer,
  SampledSymbol,
  SampleLine,
  ScoreAnswer,
} from '../../src/protocol/language.ts';
import type {
  GradientsAnswer,
  NetworkPicture,
  StepAnswer,
  TaskStepAnswer,
} from '../../src/protocol/network.ts';
import type { PredictAnswer } from '../../src/protocol/predict.ts';
import type { RunDetail } from '../../src/protocol/runs.ts';
import { decodeTrace } from '../../src/protocol/trace-bytes.ts';
import { build } from '../cli/program.ts';
import { type StudioProcess, startStudio } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-studio-'));
let studio: StudioProcess;
let model: TextModel;
const text = 'SCENE 1. The kitchen\nHANNA (angrily): "I saw the cat."\n'.repeat(40);

beforeAll(async () => {
  build();
  await train({ data: { text }, hidden: 12, steps: 40, out: join(folder, 'text') }).finish();
  const tiny = { steps: 2, hidden: 4 };
  const out = (task: string) => join(folder, task);
  await train({ task: 'classify', ...tiny, out: out('classify') }).finish();
  await train({ task: 'regress', ...tiny, out: out('regress') }).finish();
  await train({ task: 'translate', ...tiny, out: out('translate') }).finish();
  await train({ task: 'forecast', ...tiny, out: out('forecast') }).finish();
  await train({ task: 'caption', ...tiny, out: out('caption') }).finish();
  await train({ task: 'tag', ...tiny, out: out('tag') }).finish();
  await train({ task: 'transcribe', ...tiny, out: out('transcribe') }).finish();
  await train({ task: 'classify', input: 'table', steps: 2, out: out('table') }).finish();
  model = await load(join(folder, 'text'));
  studio = await startStudio(folder);
}, 180_000);
afterAll(async () => {
  model.close();
  await studio.end();
  rmSync(folder, { recursive: true, force: true });
});

async function sampled(request: object): Promise<SampleLine[]> {
  const response = await fetch(new URL('/api/runs/text/sample', studio.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await response.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

const symbolsOf = (lines: readonly SampleLine[]) =>
  lines.filter((line): line is SampledSymbol => line.type === 'symbol');

describe('generation', () => {
  it('draws what the library draws with the same seed', async () => {
    const request = { prime: 'SCENE', length: 60, seed: 7, temperature: 0.9, topK: 9 };
    const lines = await sampled(request);
    const [whole] = await model.generate(request);
    expect(`SCENE${lines.map((line) => line.text).join('')}`).toBe(whole);
    expect(lines.at(-1)).toEqual({ type: 'end', finish: 'length', text: '' });
  });

  it('tells the probability of each symbol and of those that could have come', async () => {
    const [first] = symbolsOf(await sampled({ prime: 'SCEN', length: 1, alternatives: 3 }));
    const expected = model.next('SCEN', { top: 3 });
    first.alternatives.forEach(({ id, token, probability }, n) => {
      expect({ id, token }).toEqual({ id: expected[n].id, token: expected[n].token });
      expect(probability).toBeCloseTo(expected[n].probability, 6);
    });
    const drawn = model.next('SCEN').find(({ id }) => id === first.id);
    expect(first.probability).toBeCloseTo(drawn?.probability ?? -1, 6);
  });

  it('branches at any place: the same beginning goes on the same way, another one as after that text', async () => {
    const request = { prime: 'SCENE', length: 30, seed: 3 };
    const whole = symbolsOf(await sampled(request));
    const ids = whole.map(({ id }) => id);
    const rest = symbolsOf(await sampled({ ...request, prefix: ids.slice(0, 10), length: 20 }));
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(10));

    const other = whole[10].alternatives.find(({ id }) => id !== ids[10]);
    if (other === undefined) throw new Error('there is no other symbol');
    const prefix = [...ids.slice(0, 10), other.id];
    const [next] = symbolsOf(await sampled({ ...request, prefix, length: 1 }));
    const before = `SCENE${whole
      .slice(0, 10)
      .map(({ token }) => token)
      .join('')}${other.token}`;
    const [likeliest] = model.next(before, { top: 1 });
    expect(next.alternatives[0].id).toBe(likeliest.id);
    expect(next.alternatives[0].probability).toBeCloseTo(likeliest.probability, 5);
  });

  it('tells the symbols of a beginning as it tells drawn ones, where that is asked for', async () => {
    const request = { prime: 'SCENE', length: 20, seed: 3 };
    const whole = await sampled(request);
    const prefix = symbolsOf(whole)
      .map(({ id }) => id)
      .slice(0, 8);
    expect(await sampled({ ...request, prefix, echo: true, length: 12 })).toEqual(whole);
  });

  it('holds a unit where that is asked for', async () => {
    const clamp = [{ layer: 2, unit: 3, what: 'h', value: 1 }];
    const [held] = symbolsOf(await sampled({ prime: 'SCENE', length: 1, clamp, alternatives: 1 }));
    const [likeliest] = model.next('SCENE', {
      top: 1,
      clamp: [{ layer: 1, unit: 3, name: 'h', value: 1 }],
    });
    expect(held.alternatives[0].probability).toBeCloseTo(likeliest.probability, 6);
    const [free] = model.next('SCENE', { top: 1 });
    expect(held.alternatives[0].probability).not.toBeCloseTo(free.probability, 6);
  });

  it('is refused before it begins, with a status', async () => {
    const answer = await studio.post('/api/runs/text/sample', { prime: 'é' });
    expect(answer).toMatchObject({ error: { code: 'data' } });
    const strange = await studio.post('/api/runs/text/sample', { prefix: [100_000] });
    expect(strange).toMatchObject({ error: { code: 'usage' } });
  });
});

it('scores a text by the chain rule', async () => {
  const score = await studio.post<ScoreAnswer>('/api/runs/text/score', { text: 'SCENE 1.' });
  expect(score.symbols.token.join('')).toBe('SCENE 1.');
  const sum = score.symbols.logProbability.reduce((total, one) => total + one, 0);
  expect(score.logProbability).toBeCloseTo(sum, 8);
  expect(score.perplexity).toBeCloseTo(Math.exp(-sum / 8), 6);
  expect(score.loss).toBe(model.score('SCENE 1.').loss);
});

it('tells the distribution of the next symbol and its entropy', async () => {
  const next = await studio.post<NextAnswer>('/api/runs/text/next', { text: 'SCENE', top: 1000 });
  const sum = next.symbols.reduce((total, { probability }) => total + probability, 0);
  expect(sum).toBeCloseTo(1, 6);
  const bits = next.symbols.reduce((total, { probability: p }) => total - p * Math.log2(p), 0);
  expect(next.entropy).toBeCloseTo(bits, 6);
});

it('traces a unit as the library does', async () => {
  const response = await fetch(new URL('/api/runs/text/trace', studio.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, layer: 2, unit: 5, what: ['h', 'c', 'f', 'surprise'] }),
  });
  const { what, columns, ends } = decodeTrace(await response.arrayBuffer());
  expect(what).toEqual(['h', 'c', 'f', 'surprise']);
  expect(Array.from(ends)).toEqual(Array.from(text, (_, i) => i + 1));
  let at = 0;
  for await (const { layers, surprise } of traceText(model, text, { layers: [1], units: [5] })) {
    const { values } = layers[0];
    for (let t = 0; t < values.h.length; t++, at++) {
      expect(columns[0][at]).toBe(Math.fround(values.h[t]));
      expect(columns[1][at]).toBeCloseTo(Math.tanh(values.c[t]), 6);
      expect(columns[2][at]).toBe(Math.fround(values.f[t]));
      expect(columns[3][at]).toBe(Math.fround(surprise?.[t] ?? Number.NaN));
    }
  }
  expect(at).toBe(text.length);
});

it('finds units for built-in probes, for a pattern and for what is selected', async () => {
  const cells = (request: object) =>
    studio.post<CellsAnswer>('/api/runs/text/cells', { text, top: 2, ...request });
  const named = await cells({ probes: ['upper-case', 'digit'] });
  expect(named.probes.map(({ probe }) => probe)).toEqual(['upper-case', 'digit']);
  expect(named.symbols).toBe(text.length);
  expect(named.heldOut).toBeCloseTo(text.length / 3, -1);
  const pattern = await cells({ pattern: '\\(\\w+' });
  expect(pattern.probes[0]).toMatchObject({ probe: 'pattern', kind: 'binary' });
  const spans = await cells({ spans: [[8, 11]] });
  const [{ positives, units, control }] = spans.probes;
  expect(positives).toBe(3);
  expect(units).toHaveLength(2);
  expect(units[0].auc).toBeGreaterThanOrEqual(units[1].auc);
  expect(units[0].auc).toBeGreaterThan(0.5);
  expect(control.auc).toBeGreaterThanOrEqual(0.5);
  const wrong = await studio.post('/api/runs/text/cells', { text, pattern: '(' });
  expect(wrong).toMatchObject({ error: { code: 'usage' } });
});

it('tells the boxes of the network, whose parameters are all of them', async () => {
  const picture = await studio.get<NetworkPicture>('/api/runs/text/network');
  const { parameters } = await studio.get<RunDetail>('/api/runs/text');
  expect(picture.parameters).toBe(parameters);
  expect(parameters).toBe(model.parameterCount);
  const step = await studio.post<StepAnswer>('/api/runs/text/step', { text: 'SCENE', at: 2 });
  expect(step.symbols.join('')).toBe('SCENE');
});

describe('the inside of other tasks', () => {
  const first = async (run: string) =>
    (await studio.get<RunDetail>(`/api/runs/${run}`)).examples[0] as string | object;

  it('has every box’s numbers at a step, whose states are those of the library’s trace', async () => {
    for (const run of ['classify', 'translate', 'tag', 'caption', 'forecast', 'transcribe']) {
      const input = await first(run);
      const step = await studio.post<TaskStepAnswer>(`/api/runs/${run}/task-step`, {
        input,
        at: 1,
        units: 100,
      });
      const task = await loadTask(join(folder, run));
      // The first walk of a tagger is over the letters of a word.
      const walks = traceTask(task, input).filter(({ stack }) => stack !== 'letters.');
      const id = run === 'translate' ? 'encoder-layer-1' : 'layer-1';
      const vectors = step.boxes.find((box) => box.id === id)?.vectors ?? [];
      const { values, states, gates, units } = walks[0];
      for (const name of [...states, ...gates]) {
        const found = vectors.find((vector) => vector.name === `${name}[t]`)?.values ?? [];
        expect(found).toHaveLength(units.length);
        found.forEach((value, j) => {
          // Once in single precision by the engine, once in doubles.
          expect(value).toBeCloseTo(values[name][units.length + j], 5);
        });
      }
      const [prediction] = task.predict([input]);
      expect(step.answer).toBe(task.describe(prediction));
      task.close();
    }
  });

  it('has the numbers of a table’s row, which has no steps', async () => {
    const input = await first('table');
    const step = await studio.post<TaskStepAnswer>('/api/runs/table/task-step', { input, at: 0 });
    expect(step.parts).toEqual([{ part: 'network', symbols: [] }]);
    const { boxes } = await studio.get<NetworkPicture>('/api/runs/table/network');
    expect(step.boxes.map(({ id }) => id)).toEqual(boxes.map(({ id }) => id));
  });

  it('takes the first line of a text, and refuses a step that there is not', async () => {
    const ask = (request: object) =>
      studio.post<TaskStepAnswer>('/api/runs/classify/task-step', request);
    const line = await ask({ input: 'a quiet film\na loud film\n', at: 2 });
    const record = await ask({ input: { text: 'a quiet film' }, at: 2 });
    expect(line).toEqual(record);
    expect(await ask({ input: 'a quiet film', at: 12 })).toMatchObject({
      error: { code: 'usage' },
    });
    const language = await studio.post('/api/runs/text/task-step', { input: 'a', at: 0 });
    expect(language).toMatchObject({ error: { code: 'unsupported' } });
  });

  it('has one unit of any layer and direction over an input, as the library traces it', async () => {
    const input = await first('translate');
    const { layers } = await studio.get<RunDetail>('/api/runs/translate');
    expect(layers.map(({ part, reverse }) => [part, reverse])).toEqual([
      ['encoder', false],
      ['encoder', true],
      ['decoder', false],
    ]);
    const task = await loadTask(join(folder, 'translate'));
    const walks = traceTask(task, input, { units: [3] });
    for (const [k, { part, layer, reverse }] of layers.entries()) {
      const asked = { input, part, layer, reverse, unit: 3 };
      const found = await studio.post<TaskTraceAnswer>('/api/runs/translate/task-trace', asked);
      found.what.forEach((name, n) => {
        const values = Array.from(walks[k].values[name], (x) => (name === 'c' ? Math.tanh(x) : x));
        expect(found.columns[n]).toHaveLength(found.symbols.length);
        found.columns[n].forEach((value, t) => {
          expect(value).toBeCloseTo(values[t], 6);
        });
      });
    }
    task.close();
    const chosen = await studio.post<TaskTraceAnswer>('/api/runs/translate/task-trace', {
      input,
      part: 'encoder',
      layer: 1,
    });
    expect(chosen.unit).toBe(chosen.telling[0]);
    const wrong = { input, part: 'decoder', layer: 2, unit: 0 };
    expect(await studio.post('/api/runs/translate/task-trace', wrong)).toMatchObject({
      error: { code: 'usage', message: 'there is no layer 2 of the decoder' },
    });
  });

  it('names no layers to colour where numbers are read', async () => {
    for (const [run, count] of [
      ['classify', 2],
      ['tag', 2],
      ['caption', 1],
      ['forecast', 0],
      ['transcribe', 0],
      ['table', 0],
    ] as const) {
      const { layers } = await studio.get<RunDetail>(`/api/runs/${run}`);
      expect([run, layers.length]).toEqual([run, count]);
    }
  });
});

describe('how far gradients reach in other tasks', () => {
  const ask = (run: string, request: object) =>
    studio.post<GradientsAnswer>(`/api/runs/${run}/task-gradients`, request);
  const options = { lags: 12, windows: 5 };
  /** As JSON has it. */
  const written = (reach: object) => JSON.parse(JSON.stringify(reach));
  const tasks = ['classify', 'regress', 'tag', 'translate', 'caption', 'transcribe', 'forecast'];

  it.each(tasks)(
    '%s: of the first records that it validates on, as the library has it',
    async (run) => {
      const records = readJsonLines(join(folder, run, 'examples-validation.jsonl'));
      const task = await loadTask(join(folder, run));
      for (const validation of [1, 3]) {
        const expected = recordsGradientReach(task, records.slice(0, validation), {
          ...options,
          name: run,
        });
        const { reaches } = await ask(run, { of: { validation }, ...options });
        expect(reaches).toEqual([written(expected)]);
      }
      task.close();
    },
  );

  it('of an input, with its answer or without', async () => {
    const task = await loadTask(join(folder, 'translate'));
    const answered = { source: '5 May 1999', target: '1999-05-05' };
    for (const input of ['5 May 1999', answered]) {
      const expected = taskGradientReach(task, [input], { ...options, name: 'translate' });
      const { reaches } = await ask('translate', { of: { input }, ...options });
      expect(reaches).toEqual([written(expected)]);
    }
    task.close();
  });

  it('is the library’s sentence where it cannot be', async () => {
    const message = async (run: string, request: object) =>
      ((await ask(run, request)) as unknown as { error: { message: string } }).error.message;
    expect(await message('table', {})).toContain('has no recurrent layer');
    const unlabelled = { of: { input: 'a quiet film' } };
    expect(await message('regress', unlabelled)).toContain(
      'the loss of a number needs the right one',
    );
    expect(await message('text', {})).toContain('the run is a language model');
  });
});

describe('answers of other tasks', () => {
  const predict = (run: string, request: object) =>
    studio.post<PredictAnswer>(`/api/runs/${run}/predict`, request);

  it('come for the records that a run shows as its examples', async () => {
    const answersOf = async (run: string) => {
      const { examples } = await studio.get<RunDetail>(`/api/runs/${run}`);
      const { answers } = await predict(run, { input: examples });
      expect(answers).toHaveLength(examples.length);
      return answers.map(({ prediction }) => Object.keys(prediction).sort().join(' '));
    };
    expect(new Set(await answersOf('classify'))).toEqual(
      new Set(['label probabilities probability']),
    );
    expect(new Set(await answersOf('translate'))).toEqual(
      new Set(['ended log_probability score translation']),
    );
    expect(await answersOf('forecast')).toEqual(['read targets times']);
    for (const run of ['caption', 'tag', 'transcribe', 'table']) {
      expect([run, (await answersOf(run)).length]).toEqual([run, 5]);
    }
  });

  it('come for lines of text', async () => {
    const { answers } = await predict('classify', { input: 'a quiet film\na loud film\n' });
    expect(answers.map(({ prediction }) => typeof prediction.probability)).toEqual([
      'number',
      'number',
    ]);
  });

  it('come with the matrix of attention', async () => {
    const { answers } = await predict('translate', {
      input: ['May 3rd'],
      options: { attention: true, beam: 1 },
    });
    const { attention, source_symbols: source } = answers[0].prediction as {
      attention: number[][];
      source_symbols: string[];
    };
    expect(source.join('')).toBe('May 3rd');
    for (const row of attention) {
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
  });

  it('come with quantiles for a fan', async () => {
    const { examples } = await studio.get<RunDetail>('/api/runs/forecast');
    const options = { quantiles: [0.1, 0.5, 0.9], ahead: 4 };
    const { answers } = await predict('forecast', { input: examples.slice(0, 1), options });
    const [target] = answers[0].prediction.targets as {
      quantiles: Record<string, number[]>;
    }[];
    expect(target.quantiles['0.1']).toHaveLength(4);
    expect(target.quantiles['0.1'][3]).toBeLessThan(target.quantiles['0.9'][3]);
  });
});

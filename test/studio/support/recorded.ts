/** Answers as the server gives them, for runs of each kind and state; numbers made by formulas. */
import type {
  SampledSymbol,
  SampleRequest,
  ScoreAnswer,
  ScoreRequest,
} from '../../../src/protocol/language.ts';
import type { PredictAnswer } from '../../../src/protocol/predict.ts';
import { routes } from '../../../src/protocol/routes.ts';
import type {
  About,
  Curve,
  Metrics,
  RunDetail,
  RunSample,
  RunSummary,
} from '../../../src/protocol/runs.ts';
import type { BuiltInSample, Estimate, SettingsTable } from '../../../src/protocol/training.ts';
import { cells, languageNetwork, trace } from './recorded-inside.ts';
import { Raw, type Recorded } from './recorded-server.ts';
import { layersOf, taskInside } from './recorded-tasks.ts';

export const TEXT = `HANNA: "I saw the white mouse."
TOBIAS (laughing): "Then bring me the black hen, and the map of the old mill."
`;

const about: About = {
  version: '0.1.0',
  folder: 'runs',
  backend: 'native (AVX2), 2 threads',
  cores: 2,
  uploadLimit: 1000,
};

const lossAt = (step: number, floor = 0.28) =>
  floor + 4 * Math.exp(-step / 60) + 0.6 * Math.exp(-step / 400);

function summary(name: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    name,
    state: 'finished',
    resumable: false,
    task: 'lm',
    network: 'lstm 1×128',
    steps: 700,
    totalSteps: 700,
    bestLoss: 0.2839,
    trainLoss: 0.2764,
    sparkline: Array.from({ length: 60 }, (_, k) => lossAt(k * 12)),
    modified: Date.UTC(2026, 0, 1) + 1000 * name.length,
    queuePosition: null,
    ...change,
  };
}

export const runs: RunSummary[] = [
  summary('theatre-lstm', { modified: Date.UTC(2026, 0, 3) }),
  summary('theatre-gru', { network: 'gru 2×64', bestLoss: 0.3121, modified: Date.UTC(2026, 0, 2) }),
  summary('live', { state: 'running', steps: 240, totalSteps: 2000, bestLoss: 0.61 }),
  summary('waiting', {
    state: 'queued',
    steps: 0,
    bestLoss: null,
    trainLoss: null,
    sparkline: [],
    queuePosition: 1,
  }),
  summary('held', { state: 'paused', resumable: true, steps: 300 }),
  summary('moods', { task: 'classify', network: 'gru 1×64', bestLoss: 0.12 }),
  summary('dates', { task: 'translate', network: 'gru 1×64', bestLoss: 0.05 }),
  summary('seasons', { task: 'forecast', network: 'gru 1×32', bestLoss: 0.4 }),
  summary('names', { task: 'tag', network: 'lstm 1×64', bestLoss: 0.02 }),
  summary('torn', {
    state: 'broken',
    message:
      'torn/run.json is no JSON: Unexpected end of JSON input. Delete the folder, or restore the file.',
    task: null,
    network: null,
    bestLoss: null,
    sparkline: [],
  }),
];

export function curve(steps: readonly number[], value: (step: number) => number): Curve {
  const mean = steps.map(value);
  return {
    step: [...steps],
    mean,
    min: mean.map((one) => one * 0.92),
    max: mean.map((one) => one * 1.1),
  };
}

const logged = Array.from({ length: 70 }, (_, k) => 10 * (k + 1));
const validated = Array.from({ length: 10 }, (_, k) => 70 * (k + 1));

export const metrics: Metrics = {
  logged: 70,
  lastStep: 700,
  loss: curve(logged, (step) => lossAt(step)),
  gradNorm: curve(logged, (step) => 0.3 + 0.5 * Math.exp(-step / 100)),
  learningRate: curve(logged, (step) => 0.004 * (1 - step / 800)),
  tokensPerSecond: curve(logged, (step) => 213_000 + 4000 * Math.sin(step)),
  validation: {
    step: validated,
    loss: validated.map((step) => lossAt(step, 0.2839)),
    best: validated.map(() => true),
    metrics: { val_perplexity: validated.map((step) => Math.exp(lossAt(step))) },
  },
  checkpoints: validated,
};

export const samples: RunSample[] = [0, ...validated].map((step) => {
  const right = Math.floor((TEXT.length * step) / 700);
  const rest = [...TEXT.slice(right)].map((sign) => (sign === '\n' ? sign : 'xqzwv'[right % 5]));
  return { step, prime: '', text: TEXT.slice(0, right) + rest.join('') };
});

function detail(run: RunSummary, change: Partial<RunDetail> = {}): RunDetail {
  return {
    ...run,
    settings: [
      { path: 'task', value: run.task },
      { path: 'model.cell', value: run.network?.split(' ')[0] ?? null },
      { path: 'model.layers', value: run.name.includes('gru') ? 2 : 1 },
      { path: 'model.hidden', value: run.name.includes('gru') ? 64 : 128 },
      { path: 'model.attention', value: run.task === 'translate' ? 'general' : 'none' },
      { path: 'training.lr', value: 0.004 },
      { path: 'training.schedule', value: 'cosine' },
    ],
    parameters: 84_000,
    tensors: run.bestLoss === null ? [] : [{ name: 'rnn.weight_ih_l0', shape: [512, 32] }],
    bestStep: 700,
    metrics: { val_perplexity: 1.33 },
    checkpoints: validated,
    layers: [{ layer: 1, units: 128, reverse: false, what: ['h', 'c', 'i', 'f', 'g', 'o'] }],
    examples: [],
    log: ['all steps done after 700 steps in 0:05, 213k symbols/s'],
    ...change,
  };
}

const examples: Readonly<Record<string, unknown[]>> = {
  moods: [{ text: 'The music was very pleasant.', label: 'positive' }],
  dates: [{ source: '1 May 2061', targets: ['2061-05-01'] }],
  names: [{ tokens: ['Teddy', 'Roosevelt', 'spoke'], tags: ['B-PER', 'I-PER', 'O'] }],
};

/** Draws the recorded text, each symbol less sure the further on in its word. */
function sample(request: SampleRequest): Raw {
  const { prefix = [], length = 10 } = request;
  const lines: string[] = [];
  for (let k = 0; k < Math.min(prefix.length + length, TEXT.length); k++) {
    const text = prefix[k] === undefined ? TEXT[k] : String.fromCodePoint(prefix[k]);
    const probability = 1 / (1 + ((k * 7) % 13) ** 1.5);
    const rest = 1 - probability;
    const others = ['e', 'o', '\n'].filter((other) => other !== text);
    const symbol: SampledSymbol = {
      type: 'symbol',
      id: text.codePointAt(0) ?? 0,
      token: text,
      text,
      probability,
      alternatives: [
        { id: text.codePointAt(0) ?? 0, token: text, probability },
        ...others.map((token, n) => ({
          id: token.codePointAt(0) ?? 0,
          token,
          probability: rest * [0.6, 0.3, 0.1][n],
        })),
      ],
    };
    lines.push(JSON.stringify(symbol));
  }
  lines.push(JSON.stringify({ type: 'end', finish: 'length', text: '' }));
  return new Raw(`${lines.join('\n')}\n`);
}

const predictions: Readonly<Record<string, PredictAnswer>> = {
  moods: {
    answers: [
      {
        prediction: {
          label: 'positive',
          probability: 0.93,
          probabilities: { negative: 0.07, positive: 0.93 },
        },
        text: 'positive\t0.93',
      },
    ],
  },
  dates: {
    answers: [
      {
        prediction: {
          translation: '2061-05-01',
          symbols: [...'2061-05-01'],
          source_symbols: [...'1 May 2061'],
          attention: Array.from({ length: 11 }, (_, row) =>
            Array.from({ length: 10 }, (_, column) => (column === (row + 6) % 10 ? 0.9 : 0.011)),
          ),
        },
        text: '2061-05-01',
      },
    ],
  },
  seasons: {
    answers: [
      {
        prediction: {
          times: Array.from({ length: 12 }, (_, k) => String(k + 1)),
          targets: [
            {
              target: 'load',
              mean: Array.from({ length: 12 }, (_, k) => Math.sin((k + 24) / 2)),
              quantiles: Object.fromEntries(
                [-0.1, 0, 0.1].map((d, n) => [
                  ['0.1', '0.5', '0.9'][n],
                  Array.from({ length: 12 }, (_, k) => Math.sin((k + 24) / 2) + d * (k + 1)),
                ]),
              ),
            },
          ],
          read: {
            targets: [
              { target: 'load', values: Array.from({ length: 24 }, (_, k) => Math.sin(k / 2)) },
            ],
          },
        },
        text: 'time,load',
      },
    ],
  },
  names: {
    answers: [
      {
        prediction: {
          tokens: ['Teddy', 'Roosevelt', 'spoke'],
          tags: ['B-PER', 'I-PER', 'O'],
          probabilities: [{ 'B-PER': 0.98 }, { 'I-PER': 0.95 }, { O: 0.99 }],
        },
        text: 'Teddy\tB-PER',
      },
    ],
  },
};

/** A text with probabilities that repeat every nine symbols. */
export function scored(text: string): ScoreAnswer {
  const token = [...text];
  const logProbability = token.map((_, k) => -0.05 - ((k * 5) % 9) / 2);
  const total = logProbability.reduce((sum, one) => sum + one, 0);
  return {
    tokens: token.length,
    characters: token.length,
    unknown: 0,
    logProbability: total,
    loss: -total / token.length,
    perplexity: Math.exp(-total / token.length),
    bitsPerCharacter: -total / token.length / Math.LN2,
    symbols: { token, logProbability },
  };
}

const builtInSamples: BuiltInSample[] = [
  {
    sample: 'theatre',
    task: 'lm',
    text: { en: 'Scenes with speakers, quotes and remarks.', ko: '화자와 따옴표가 있는 장면.' },
  },
  {
    sample: 'classify',
    task: 'classify',
    text: { en: 'Reviews of films.', ko: '영화 평.' },
  },
];

const settingsTable: SettingsTable = {
  task: 'lm',
  groups: [
    { group: 'model', title: { en: 'Model', ko: '모델' } },
    { group: 'training', title: { en: 'Training', ko: '학습' } },
  ],
  settings: [
    {
      name: 'hidden',
      flag: '--hidden',
      group: 'model',
      kind: 'number',
      text: { en: 'Units in each layer.', ko: '각 층의 유닛 수.' },
      standard: 128,
      min: 1,
      max: 65536,
      whole: true,
      main: true,
    },
    {
      name: 'cell',
      flag: '--cell',
      group: 'model',
      kind: 'choice',
      text: { en: 'The kind of cell.', ko: '셀의 종류.' },
      standard: 'lstm',
      choices: ['rnn', 'gru', 'lstm'],
      main: true,
    },
    {
      name: 'tie',
      flag: '--tie',
      group: 'model',
      kind: 'switch',
      text: {
        en: 'The output uses the embedding’s weights.',
        ko: '출력이 임베딩 가중치를 씁니다.',
      },
      main: false,
    },
    {
      name: 'lr',
      flag: '--lr',
      group: 'training',
      kind: 'number',
      text: { en: 'Learning rate.', ko: '학습률.' },
      standard: '0.004 falling',
      min: 0,
      main: false,
    },
  ],
};

const estimate: Estimate = {
  parameters: 84_000,
  secondsPerStep: 0.0072,
  tokensPerSecond: 213_000,
  totalSteps: 700,
  seconds: 5.1,
  memoryBytes: 31_000_000,
  notes: ['reads the built-in sample'],
};

export function recordedAnswers(): Recorded {
  const language = languageNetwork();
  const ofRuns = runs.flatMap((run): [string, unknown][] => {
    const inside = taskInside(run.name);
    return [
      [
        routes.run(run.name),
        detail(run, {
          examples: examples[run.name] ?? [],
          ...(run.task !== 'lm' && { layers: layersOf(run.name) }),
        }),
      ],
      [routes.metrics(run.name).split('?')[0], metrics],
      [routes.samples(run.name), run.task === 'lm' ? samples : []],
      [routes.sample(run.name), sample],
      [routes.score(run.name), ({ text }: ScoreRequest) => scored(text)],
      [
        routes.next(run.name),
        {
          entropy: 1.6,
          symbols: ['e', ' ', 'a', 'o', '\n'].map((token, k) => ({
            id: k,
            token,
            probability: 0.5 ** (k + 1),
          })),
        },
      ],
      [routes.predict(run.name), predictions[run.name] ?? { answers: [] }],
      [routes.pause(run.name), { ...run, state: 'paused' }],
      [routes.network(run.name), run.task === 'lm' ? language.network : inside.network],
      [routes.taskStep(run.name), inside.step],
      [routes.taskTrace(run.name), inside.trace],
      [routes.text(run.name).split('?')[0], { text: TEXT.repeat(4), validation: true }],
      [routes.step(run.name), language.step],
      [routes.gradients(run.name), language.gradients],
      [routes.taskGradients(run.name), inside.gradients],
      [routes.trace(run.name), trace],
      [routes.cells(run.name), cells],
    ];
  });
  return {
    [routes.about]: about,
    [routes.runs]: runs,
    [routes.builtInSamples]: builtInSamples,
    '/api/settings': settingsTable,
    [routes.guess]: {
      task: 'lm',
      why: { en: 'It is running text.', ko: '이어지는 글입니다.' },
      settings: {},
      others: ['classify'],
    },
    '/api/files': { file: 'f1', name: 'pasted.txt', bytes: 46, head: 'the text' },
    [routes.estimate]: estimate,
    ...Object.fromEntries(ofRuns),
  };
}

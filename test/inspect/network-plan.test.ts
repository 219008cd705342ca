import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { networkPlan, type PlanSettings, type PlanTask } from '../../src/inspect/network-plan.ts';
import { Captioner, captionerDefaults } from '../../src/models/captioner.ts';
import { Classifier, classifierDefaults } from '../../src/models/classifier.ts';
import { languageModelDefaults } from '../../src/models/config.ts';
import { EncoderDecoder, encoderDecoderDefaults } from '../../src/models/encoder-decoder.ts';
import { Forecaster, forecasterDefaults } from '../../src/models/forecaster.ts';
import { LanguageModel } from '../../src/models/language-model.ts';
import type { Network } from '../../src/models/network.ts';
import { TableNetwork, tableDefaults } from '../../src/models/table-network.ts';
import { Tagger, taggerDefaults } from '../../src/models/tagger.ts';
import { Transcriber, transcriberDefaults } from '../../src/models/transcriber.ts';

const backend = createReferenceBackend();
const small = { hidden: 3, embed: 4 };

interface Example {
  of: string;
  task: PlanTask;
  network: Network & { config: object };
  /** Ids of the boxes with what goes in and out at a step, as `in>out`; `·` where nothing tells. */
  boxes: string[];
  further?: PlanSettings;
}

const lm = (config: object) =>
  new LanguageModel(backend, { ...languageModelDefaults, ...small, ...config }, 7);
const classifier = (config: object, sizes: number | { vocabularySize: number; letters?: number }) =>
  new Classifier(backend, { ...classifierDefaults, ...small, ...config }, sizes);

const examples: Example[] = [
  {
    of: 'a language model',
    task: 'lm',
    network: lm({}),
    boxes: ['embedding 7>4', 'layer-1 4>3', 'layer-2 3>3', 'output 3>7'],
  },
  {
    of: 'a one-hot language model with a deep output',
    task: 'lm',
    network: lm({ embed: 'onehot', layers: 1, cell: 'gru', outputLayers: [6, 5] }),
    boxes: ['symbol 7>7', 'layer-1 7>3', 'dense-1 3>6', 'dense-2 6>5', 'output 5>7'],
  },
  {
    of: 'a language model with a tied output and its projection',
    task: 'lm',
    network: lm({ tie: true, layers: 1 }),
    boxes: ['embedding 7>4', 'layer-1 4>3', 'output 3>7'],
  },
  {
    of: 'a classifier that reads in both directions',
    task: 'classify',
    network: classifier({ pooling: 'attention', layers: 2, outputs: 2 }, 9),
    boxes: [
      'embedding 9>4',
      'layer-1 4>3',
      'layer-1-reverse 4>3',
      'layer-2 6>3',
      'layer-2-reverse 6>3',
      'pooling 6>6',
      'output 6>2',
    ],
  },
  {
    of: 'a regression over words, letters and vectors',
    task: 'regress',
    network: classifier(
      {
        task: 'regress',
        outputs: 1,
        vectors: 5,
        project: 2,
        characters: { embed: 2, hidden: 4 },
        bidirectional: false,
      },
      { vocabularySize: 9, letters: 6 },
    ),
    boxes: [
      'embedding 9>4',
      'letters ·>8',
      'projection 5>2',
      'layer-1 14>3',
      'pooling 3>3',
      'output 3>1',
    ],
  },
  {
    of: 'a classifier of one-hot symbols beside vectors',
    task: 'classify',
    network: classifier({ embed: 'onehot', vectors: 2, bidirectional: false }, 9),
    boxes: ['symbol 9>9', 'vector 2>2', 'layer-1 11>3', 'pooling 3>3', 'output 3>2'],
  },
  {
    of: 'a tagger with a CRF',
    task: 'tag',
    network: new Tagger(
      backend,
      { ...taggerDefaults, ...small, merge: 'sum', crf: true, labels: 3 },
      9,
    ),
    boxes: ['embedding 9>4', 'layer-1 4>3', 'layer-1-reverse 4>3', 'output 3>3', 'crf ·>·'],
  },
  {
    of: 'an encoder-decoder with attention',
    task: 'translate',
    network: new EncoderDecoder(
      backend,
      { ...encoderDecoderDefaults, ...small, merge: 'concat' },
      { source: 9, target: 8 },
    ),
    boxes: [
      'encoder-embedding 9>4',
      'encoder-layer-1 4>3',
      'encoder-layer-1-reverse 4>3',
      'decoder-embedding 8>4',
      'decoder-layer-1 4>6',
      'attention 6>6',
      'output 6>8',
    ],
  },
  {
    of: 'a captioner',
    task: 'caption',
    network: new Captioner(
      backend,
      { ...captionerDefaults, ...small, conditionSize: 5, conditionLayers: [4] },
      8,
    ),
    boxes: ['condition ·>·', 'embedding 8>4', 'layer-1 4>3', 'output 3>8'],
  },
  {
    of: 'a transcriber of frames',
    task: 'transcribe',
    network: new Transcriber(
      backend,
      { ...transcriberDefaults, ...small, vectors: 5, labels: 4 },
      0,
    ),
    boxes: ['vector 5>5', 'layer-1 5>3', 'layer-1-reverse 5>3', 'output 6>5'],
  },
  {
    of: 'a forecaster',
    task: 'forecast',
    network: new Forecaster(backend, {
      ...forecasterDefaults,
      ...small,
      vectors: 2,
      targets: [0],
      horizon: 4,
      mode: 'direct',
      likelihood: 'gaussian',
      layers: 1,
    }),
    boxes: ['vector 2>2', 'layer-1 2>3', 'pooling 3>3', 'output 3>8'],
  },
  {
    of: 'the rows of a table',
    task: 'classify',
    network: new TableNetwork(backend, { ...tableDefaults, hidden: [4, 3], outputs: 3 }, 5),
    boxes: ['vector 5>5', 'dense-1 5>4', 'dense-2 4>3', 'output 3>3'],
  },
];

describe.each(examples)('the boxes of $of', ({ task, network, boxes, further }) => {
  const plan = networkPlan({
    task,
    settings: { ...(network.config as PlanSettings), ...further },
    parameters: network.parameters.entries(),
  });

  it('stand in order, with the columns that go in and out', () => {
    const told = plan.boxes.map(
      ({ id, input, output }) => `${id} ${input ?? '·'}>${output ?? '·'}`,
    );
    expect(told).toEqual(boxes);
  });

  it('hold every parameter once', () => {
    const names = plan.boxes.flatMap(({ parameters }) => parameters.map(({ name }) => name));
    expect([...names].sort()).toEqual([...network.parameters.names()].sort());
    const counts = plan.boxes.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    expect(counts).toBe(network.parameters.count);
    expect(plan.parameters).toBe(network.parameters.count);
  });

  it('say what they compute', () => {
    for (const { equations } of plan.boxes) expect(equations.length).toBeGreaterThan(0);
  });
});

describe('equations of boxes', () => {
  it('of a layer that reads from the end name the step after', () => {
    const network = classifier({ cell: 'rnn', layers: 1 }, 9);
    const { boxes } = networkPlan({
      task: 'classify',
      settings: network.config,
      parameters: network.parameters.entries(),
    });
    const equations = boxes.find(({ reverse }) => reverse)?.equations;
    expect(equations).toEqual(['h[t] = tanh(W x[t] + b_i + U h[t+1] + b_h)']);
  });

  it('are absent for a cell that nobody knows, and its parameters are there', () => {
    const parameters = [
      { name: 'embedding.weight', shape: [5, 2] },
      { name: 'rnn.weight_ih_l0', shape: [3, 2] },
      { name: 'rnn.weight_hh_l0', shape: [3, 3] },
      { name: 'rnn.leak_l0', shape: [3] },
      { name: 'output.weight', shape: [5, 3] },
      { name: 'output.bias', shape: [5] },
    ];
    const { boxes } = networkPlan({
      task: 'lm',
      settings: { cell: 'leaky', embed: 2 },
      parameters,
    });
    expect(boxes[1]).toMatchObject({
      id: 'layer-1',
      cell: 'leaky',
      equations: [],
      parameterCount: 18,
    });
  });
});

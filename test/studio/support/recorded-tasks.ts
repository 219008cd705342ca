/** What the server says of the inside of runs of other tasks: small networks with random weights, from the library itself. */
import { networkPlan, type PlanSettings } from '../../../src/inspect/network-plan.ts';
import { taskTraceRequest } from '../../../src/protocol/cells.ts';
import {
  type TaskGradientsRequest,
  taskGradientsRequest,
  taskStepRequest,
} from '../../../src/protocol/network.ts';
import type { RunLayer } from '../../../src/protocol/runs.ts';
import type { ModelCache } from '../../../src/server/models/model-cache.ts';
import { taskGradients } from '../../../src/server/models/task-gradients.ts';
import { taskStep } from '../../../src/server/models/task-step.ts';
import { taskTrace } from '../../../src/server/models/task-trace.ts';
import { type Case, cases, openCase } from '../../inspect/saliency-tasks.ts';

const size = { hidden: 12, embed: 6 };

const texts = [
  { text: 'The music was very pleasant.', label: 'positive' },
  { text: 'The film was a very dull one.', label: 'negative' },
];
const dates = [
  { source: '1 May 2061', target: '2061-05-01' },
  { source: '23 April 1987', target: '1987-04-23' },
];
const names = [
  { tokens: ['Teddy', 'Roosevelt', 'spoke'], tags: ['B-PER', 'I-PER', 'O'] },
  { tokens: ['The', 'old', 'mill'], tags: ['O', 'O', 'O'] },
];

/** By the names of the recorded runs. */
const networks: Readonly<Record<string, Case>> = {
  moods: {
    task: 'classify',
    data: { level: 'word', minCount: 1 },
    model: { ...size, pooling: 'attention' },
    records: texts,
    input: texts[0],
  },
  dates: {
    task: 'translate',
    data: { level: 'char' },
    model: size,
    records: dates,
    input: dates[0],
  },
  names: { task: 'tag', data: { minCount: 1 }, model: size, records: names, input: names[0] },
  seasons: cases['forecast, direct'],
};

async function opened(given: Case) {
  const task = await openCase(given);
  const { parameters } = task.inside.model.network;
  const settings = { ...task.data, ...task.model } as PlanSettings;
  const cache = {
    useTask: (_path: string, _weights: string, use: (model: typeof task) => unknown) => use(task),
  } as unknown as ModelCache;
  const signal = new AbortController().signal;
  return {
    network: networkPlan({ task: task.task, settings, parameters: parameters.entries() }),
    asked: { path: '', cache, signal },
  };
}

/** Of a run: what is asked for by `GET network`, `POST task-step`, `POST task-trace` and `POST task-gradients`. */
export function taskInside(name: string) {
  const given = networks[name];
  let made: ReturnType<typeof opened> | undefined;
  const inside = () => {
    made ??= opened(given);
    return made;
  };
  return {
    network: async () => (await inside()).network,
    step: async (request: unknown) =>
      taskStep({ ...(await inside()).asked, request: taskStepRequest.parse(request) }),
    trace: async (request: unknown) =>
      taskTrace({ ...(await inside()).asked, request: taskTraceRequest.parse(request) }),
    /** Of validation data the first record alone. */
    gradients: async ({ of = { validation: 1 }, ...rest }: TaskGradientsRequest) => {
      const followed = 'input' in of ? of : { input: given.records[0] };
      const request = taskGradientsRequest.parse({ of: followed, ...rest });
      return taskGradients({ ...(await inside()).asked, request });
    },
  };
}

/** What a run's detail says of the layers, which colour what is read or written. */
export function layersOf(name: string): RunLayer[] {
  const what = ['h', 'c', 'i', 'f', 'g', 'o'];
  const both = (part?: 'encoder') =>
    [false, true].map((reverse) => ({ ...(part && { part }), layer: 1, units: 12, reverse, what }));
  if (name === 'seasons') return [];
  if (name !== 'dates') return both();
  return [...both('encoder'), { part: 'decoder', layer: 1, units: 24, reverse: false, what }];
}

/** What the server says of the inside of runs of other tasks: small networks with random weights, from the library itself. */
import { liveTask } from '../../../src/inspect/live-task.ts';
import { networkPlan, type PlanSettings } from '../../../src/inspect/network-plan.ts';
import type { TaskStepRequest } from '../../../src/protocol/network.ts';
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
  const live = liveTask(task);
  return {
    network: networkPlan({ task: task.task, settings, parameters: parameters.entries() }),
    step: ({ input, at, units }: TaskStepRequest) =>
      live.at(task.inside.record(input), at, { units }),
  };
}

/** Of a run: what is asked for by `GET network` and `POST task-step`. */
export function taskInside(name: string) {
  const given = networks[name];
  let made: ReturnType<typeof opened> | undefined;
  const inside = () => {
    made ??= opened(given);
    return made;
  };
  return {
    network: async () => (await inside()).network,
    step: async (request: TaskStepRequest) => (await inside()).step(request),
  };
}

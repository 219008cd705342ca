import { expect, test } from 'vitest';
import { evalFlags, predictFlags } from '../../src/cli/commands/predict-flags.ts';
import { taskFlags } from '../../src/cli/commands/task-flags.ts';
import { tasks } from '../../src/tasks/table.ts';
import { settingOf } from '../../src/util/flags.ts';

const all = Object.values(tasks);

test('every flag of another task sets something that some task reads', () => {
  const read = all.flatMap(({ dataSchema, modelSchema }) => [
    ...Object.keys(dataSchema.shape),
    ...Object.keys(modelSchema.shape),
  ]);
  const flags = Object.values(taskFlags).flat();
  expect(
    flags.map(({ flags: name }) => settingOf(name)).filter((name) => !read.includes(name)),
  ).toEqual([]);
});

test('every flag of answers and evaluations sets something that some task reads', () => {
  const read = all.flatMap(({ predictSchema, evaluateSchema }) => [
    ...Object.keys(predictSchema.shape),
    ...Object.keys(evaluateSchema?.shape ?? {}),
  ]);
  const flags = [...predictFlags, ...evalFlags].map(({ flags: name }) => settingOf(name));
  expect(flags.filter((name) => !read.includes(name))).toEqual([]);
});

test('every setting of a task can be given on the command line', () => {
  const inTrain = Object.values(taskFlags).flat();
  const names = new Set(inTrain.map(({ flags: name }) => settingOf(name)));
  const unreachable = all.flatMap(({ name: task, dataSchema, modelSchema }) =>
    [...Object.keys(dataSchema.shape), ...Object.keys(modelSchema.shape)]
      .filter((name) => !names.has(name) && !shared.has(name))
      .map((name) => `${task}: ${name}`),
  );
  expect(unreachable).toEqual([]);
});

/** Settings whose flags language models have too. */
const shared = new Set([
  'level',
  'minCount',
  'maxVocabulary',
  'lowercase',
  'punctuation',
  'split',
  'cell',
  'layers',
  'hidden',
  'embed',
  'dropout',
  'embedDropout',
  'wordDrop',
  'weightDrop',
  'variational',
  'residual',
  'outputLayers',
  'nonlinearity',
  'peepholeOutput',
  'init',
]);

/** Routes from a file to a run that trains. */
import { Hono } from 'hono';
import { type TaskName, taskNames } from '../../protocol/tasks.ts';
import { guessRequest, resumeRequest, startRequest } from '../../protocol/training.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Studio } from '../studio.ts';
import { builtInSamples } from '../training/built-in-samples.ts';
import { estimate } from '../training/estimate.ts';
import { guess } from '../training/guess.ts';
import { type PlanOptions, planRun } from '../training/plan.ts';
import { settingsTable } from '../training/settings-table.ts';
import { jsonBody } from './json-body.ts';

/** Below `/api`. */
export function trainingRoutes(studio: Studio): Hono {
  const { flags, store, trainings, uploads, program } = studio;
  const plan: PlanOptions = {
    folder: store.folder,
    flags,
    uploads,
    taken: (name) => store.has(name) || trainings.has(name),
  };
  const app = new Hono();
  app.post('/files', async (context) => {
    const name = context.req.query('name') ?? '';
    const announced = Number(context.req.header('content-length') ?? 0);
    return context.json(await uploads.receive(context.req.raw.body, { name, announced }));
  });
  app.get('/samples-built-in', (context) => context.json(builtInSamples));
  app.get('/settings', (context) => {
    const task = taskOf(context.req.query('task'));
    const sample = context.req.query('sample') !== undefined;
    return context.json(settingsTable(flags, { task, sample }));
  });
  app.post('/guess', async (context) => {
    const { file } = await jsonBody(context, guessRequest);
    return context.json(guess(uploads.path(file), uploads.head(file, 64 * 1024)));
  });
  app.post('/estimate', async (context) => {
    const start = await jsonBody(context, startRequest);
    const { signal } = context.req.raw;
    const { training } = trainings;
    const found = await estimate(start, { ...plan, program, signal });
    const busy = training === undefined ? [] : [`measured while ${training} trains`];
    return context.json({ ...found, notes: [...found.notes, ...busy] });
  });
  app.post('/runs', async (context) => {
    const { run, words } = planRun(await jsonBody(context, startRequest), plan);
    return context.json(await trainings.begin(run, words), 201);
  });
  app.post('/runs/:name/resume', async (context) => {
    const limits = await jsonBody(context, resumeRequest);
    const words = Object.entries(limits).map(([name, value]) => `--${name}=${value}`);
    return context.json(await trainings.resume(context.req.param('name'), words));
  });
  for (const told of ['pause', 'stop'] as const) {
    app.post(`/runs/:name/${told}`, async (context) => {
      await jsonBody(context, resumeRequest.omit({ steps: true, epochs: true, minutes: true }));
      return context.json(await trainings.end(context.req.param('name'), told));
    });
  }
  return app;
}

function taskOf(text = 'lm'): TaskName {
  const found = taskNames.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UnrollError(
    'usage',
    `expected task to be one of ${taskNames.join(', ')} but received ${text}`,
  );
}

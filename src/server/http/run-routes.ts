/** Routes that list runs and read them. */
import { Hono } from 'hono';
import type { RunDetail } from '../../protocol/runs.ts';
import { UnrollError } from '../../util/errors.ts';
import { CAPACITY } from '../runs/curve-store.ts';
import { pictureOf } from '../runs/network-picture.ts';
import { checkpointsOf, detailOf } from '../runs/run-detail.ts';
import { textOfRun } from '../runs/run-text.ts';
import { samplesOf } from '../runs/samples.ts';
import type { Studio } from '../studio.ts';

export function runRoutes({ store, trainings }: Studio): Hono {
  const app = new Hono();
  app.get('/', async (context) => context.json(await trainings.list()));
  app.get('/:name', async (context) => {
    const name = context.req.param('name');
    const summary = await trainings.summary(name);
    const stored = store.has(name) ? await store.read(name) : undefined;
    const detail: RunDetail = detailOf({ summary, stored, log: trainings.log(name) });
    return context.json(detail);
  });
  app.get('/:name/metrics', async (context) => {
    const stored = await store.readSound(context.req.param('name'));
    const points = pointsOf(context.req.query('points'));
    return context.json({ ...stored.digest.metrics(points), checkpoints: checkpointsOf(stored) });
  });
  app.get('/:name/samples', async (context) => {
    return context.json(samplesOf(await store.readSound(context.req.param('name'))));
  });
  app.get('/:name/network', async (context) => {
    return context.json(pictureOf(await store.readSound(context.req.param('name'))));
  });
  app.get('/:name/text', async (context) => {
    const stored = await store.readSound(context.req.param('name'));
    return context.json(await textOfRun(stored, charactersOf(context.req.query('characters'))));
  });
  return app;
}

const MOST_CHARACTERS = 1_000_000;

function charactersOf(text = '4000'): number {
  const characters = Number(text);
  if (Number.isInteger(characters) && characters >= 1 && characters <= MOST_CHARACTERS) {
    return characters;
  }
  throw new UnrollError(
    'usage',
    `expected characters to be a whole number from 1 to ${MOST_CHARACTERS} but received ${text}`,
  );
}

function pointsOf(text = '1000'): number {
  const points = Number(text);
  if (Number.isInteger(points) && points >= 10 && points <= CAPACITY) return points;
  throw new UnrollError(
    'usage',
    `expected points to be a whole number from 10 to ${CAPACITY} but received ${text}`,
  );
}

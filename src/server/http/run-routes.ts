/** Routes that list runs and read them. */
import { Hono } from 'hono';
import type { RunDetail } from '../../protocol/runs.ts';
import { UnrollError } from '../../util/errors.ts';
import { CAPACITY } from '../runs/curve-store.ts';
import { pictureOf } from '../runs/network-picture.ts';
import { checkpointsOf, detailOf } from '../runs/run-detail.ts';
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
  return app;
}

function pointsOf(text = '1000'): number {
  const points = Number(text);
  if (Number.isInteger(points) && points >= 10 && points <= CAPACITY) return points;
  throw new UnrollError(
    'usage',
    `expected points to be a whole number from 10 to ${CAPACITY} but received ${text}`,
  );
}

/** The routes together, behind the guard. */
import { Hono } from 'hono';
import { describeBackends } from '../backend/select.ts';
import type { About } from '../protocol/runs.ts';
import { eventStream } from './http/event-stream.ts';
import { guard } from './http/guard.ts';
import { modelRoutes } from './http/model-routes.ts';
import { runRoutes } from './http/run-routes.ts';
import { securityHeaders, staticFiles } from './http/static-files.ts';
import { trainingRoutes } from './http/training-routes.ts';
import { errorAnswer, Refusal, statusOf } from './refusal.ts';
import type { Studio } from './studio.ts';

export interface AppOptions {
  /** The name or address that the server listens at. */
  host: string;
  /** The built web application. */
  pages: string;
  cores: number;
}

export function createApp(studio: Studio, { host, pages, cores }: AppOptions): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    const answer = errorAnswer(error);
    return context.json(answer, statusOf(answer));
  });
  app.use(securityHeaders);
  app.use(guard(host));
  let backends: ReturnType<typeof describeBackends> | undefined; // Found out once: it opens each.
  app.get('/api/about', async (context) => {
    backends ??= describeBackends();
    const about: About = {
      version: studio.version,
      folder: studio.store.folder,
      backend: (await backends).find(({ available }) => available)?.detail ?? 'none',
      cores,
      uploadLimit: studio.uploads.limit,
    };
    return context.json(about);
  });
  app.get('/api/events', eventStream(studio.events));
  app.route('/api/runs', runRoutes(studio));
  app.route('/api/runs', modelRoutes(studio));
  app.route('/api', trainingRoutes(studio));
  app.all('/api/*', ({ req }) => {
    throw new Refusal('missing', `there is no route ${req.method} ${req.path}`);
  });
  app.get('*', staticFiles(pages));
  return app;
}

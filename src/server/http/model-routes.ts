/** Routes that work with a trained model. */
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import type { z } from 'zod';
import { cellsRequest, taskTraceRequest, traceRequest } from '../../protocol/cells.ts';
import { nextRequest, sampleRequest, scoreRequest } from '../../protocol/language.ts';
import {
  gradientsRequest,
  stepRequest,
  taskGradientsRequest,
  taskStepRequest,
} from '../../protocol/network.ts';
import { predictRequest } from '../../protocol/predict.ts';
import { encodeTrace } from '../../protocol/trace-bytes.ts';
import type { OperationName, Operations } from '../models/operations.ts';
import { errorAnswer } from '../refusal.ts';
import type { Studio } from '../studio.ts';
import { jsonBody } from './json-body.ts';

/** Below `/api/runs`. */
export function modelRoutes({ store, models }: Studio): Hono {
  const app = new Hono();
  const options = async (context: Context) => {
    const { path } = await store.readSound(context.req.param('name') ?? '');
    return { path, signal: context.req.raw.signal };
  };
  const answer = <Name extends OperationName>(
    name: Name,
    schema: z.ZodType<Operations[Name]['request']>,
  ) => {
    app.post(`/:name/${name}`, async (context) => {
      const where = await options(context);
      const result = await models.ask(name, await jsonBody(context, schema), where);
      return context.body(JSON.stringify(result), 200, { 'content-type': 'application/json' });
    });
  };
  answer('next', nextRequest);
  answer('score', scoreRequest);
  answer('predict', predictRequest);
  answer('cells', cellsRequest);
  answer('step', stepRequest);
  answer('task-step', taskStepRequest);
  answer('task-trace', taskTraceRequest);
  answer('gradients', gradientsRequest);
  answer('task-gradients', taskGradientsRequest);
  app.post('/:name/trace', async (context) => {
    const where = await options(context);
    const answer = await models.ask('trace', await jsonBody(context, traceRequest), where);
    return context.body(encodeTrace(answer), 200, { 'content-type': 'application/octet-stream' });
  });
  app.post('/:name/sample', async (context) => {
    const where = await options(context);
    const lines = models.stream('sample', await jsonBody(context, sampleRequest), where);
    // A failure before the first line is an answer with a status.
    const first = await lines.next();
    context.header('content-type', 'application/x-ndjson');
    return stream(context, async (out) => {
      out.onAbort(() => void lines.return());
      try {
        if (!first.done) await out.write(`${JSON.stringify(first.value)}\n`);
        for await (const line of lines) await out.write(`${JSON.stringify(line)}\n`);
      } catch (error) {
        if (!out.aborted) await out.write(`${JSON.stringify(errorAnswer(error))}\n`);
      }
    });
  });
  return app;
}

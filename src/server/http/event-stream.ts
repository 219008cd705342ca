/** `GET /api/events`. */
import type { Handler } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { EventLog, Numbered } from '../event-log.ts';

/** A comment so often keeps connections open that close when nothing comes. */
const HEARTBEAT = 15_000;

export function eventStream(log: EventLog): Handler {
  return (context) =>
    streamSSE(context, async (stream) => {
      const waiting: Numbered[] = [];
      let wake = () => {};
      const stop = log.listen((numbered) => {
        waiting.push(numbered);
        wake();
      }, context.req.header('last-event-id'));
      const beat = setInterval(() => wake(), HEARTBEAT);
      stream.onAbort(() => wake());
      try {
        await stream.write(': unroll studio\n\n');
        while (!stream.aborted && !stream.closed) {
          if (waiting.length === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            if (waiting.length === 0 && !stream.aborted) await stream.write(': still here\n\n');
          }
          for (const { id, event } of waiting.splice(0)) {
            await stream.writeSSE({ id, event: event.type, data: JSON.stringify(event) });
          }
        }
      } finally {
        clearInterval(beat);
        stop();
      }
    });
}

/** Reading a request's JSON, with a ceiling and by a schema. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { UnrollError } from '../../util/errors.ts';
import { Refusal } from '../refusal.ts';

const LARGEST = 32 * 2 ** 20;

/** Throws 'size' over the limit, 'usage' for what is no JSON or does not fit. */
export async function jsonBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const type = context.req.header('content-type') ?? '';
  if (!type.startsWith('application/json')) {
    throw new UnrollError('usage', `expected content-type application/json but received "${type}"`);
  }
  const text = new TextDecoder().decode(await bounded(context.req.raw.body));
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new UnrollError('usage', `the request is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue.path.join('.');
  throw new UnrollError(
    'usage',
    `the request does not fit${where === '' ? '' : ` at "${where}"`}: ${issue.message}`,
  );
}

async function bounded(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST) {
      throw new Refusal('size', `the request has more than ${LARGEST} bytes: send less at a time`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

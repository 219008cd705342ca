/** What the server refuses by itself, and the one place where an error becomes a status. */
import type { ErrorAnswer, RefusalCode } from '../protocol/answers.ts';
import { type ErrorCode, UnrollError } from '../util/errors.ts';

const statuses = {
  usage: 400,
  shape: 400,
  origin: 403,
  missing: 404,
  state: 409,
  size: 413,
  data: 422,
  encoding: 422,
  file: 422,
  format: 422,
  numeric: 422,
  unsupported: 422,
  backend: 500,
  internal: 500,
} as const satisfies { readonly [C in ErrorCode | RefusalCode]: number };

export type RefusalStatus = (typeof statuses)[keyof typeof statuses];

export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof UnrollError || error instanceof Refusal) {
    return { error: { code: error.code, message: error.message } };
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { error: { code: 'internal', message: `something went wrong inside Unroll: ${what}` } };
}

export function statusOf({ error }: ErrorAnswer): RefusalStatus {
  return statuses[error.code];
}

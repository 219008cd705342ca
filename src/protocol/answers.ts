/**
 * How every route answers. JSON, and for a refusal a status of 400 and above with an `ErrorAnswer`;
 * streams are one JSON object a line (`application/x-ndjson`), and a failure in mid-stream is a last
 * line that is an `ErrorAnswer`.
 */
import type { ErrorCode } from '../util/errors.ts';

/** What the server refuses by itself, beside the library's codes. */
export type RefusalCode =
  | 'origin' // the page that asks, or the name it asks for, is not the server's own (403)
  | 'missing' // no such run, file or route (404)
  | 'state' // not possible now: a run that trains cannot be resumed (409)
  | 'size' // a body over the limit (413)
  | 'internal'; // a fault of ours (500)

export interface ErrorAnswer {
  error: {
    code: ErrorCode | RefusalCode;
    /** One sentence for people, with the remedy. */
    message: string;
  };
}

export function isErrorAnswer(value: unknown): value is ErrorAnswer {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const { error } = value;
  return typeof error === 'object' && error !== null && 'message' in error && 'code' in error;
}

/** What an operation of the models' thread works with. */
import type { ModelCache } from './model-cache.ts';

export interface Question<Request> {
  /** The run's folder. */
  path: string;
  request: Request;
  cache: ModelCache;
  signal: AbortSignal;
}

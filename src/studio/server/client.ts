/** The one file that asks the server. Refusals become errors with the server's sentence. */
import { type ErrorAnswer, isErrorAnswer } from '../../protocol/answers.ts';
import type { TraceAnswer, TraceRequest } from '../../protocol/cells.ts';
import type { SampleLine, SampleRequest } from '../../protocol/language.ts';
import { type Answers, type Posts, routes } from '../../protocol/routes.ts';
import { decodeTrace } from '../../protocol/trace-bytes.ts';
import type { UploadedFile } from '../../protocol/training.ts';
import { lines } from './lines.ts';

export class ServerError extends Error {
  /** `unreachable`: no answer at all; the message is then empty. */
  readonly code: ErrorAnswer['error']['code'] | 'unreachable';

  constructor(code: ServerError['code'], message: string) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
  }
}

type Getter = {
  about: [];
  runs: [];
  builtInSamples: [];
  settings: [task: string, sample?: boolean];
  run: [run: string];
  metrics: [run: string, points?: number];
  samples: [run: string];
  network: [run: string];
  text: [run: string, characters?: number];
};

/** `get('run', [name])`: an answer of the server. */
export async function get<K extends keyof Getter>(
  what: K,
  args: Getter[K],
  signal?: AbortSignal,
): Promise<Answers[K]> {
  const route = routes[what] as string | ((...args: readonly unknown[]) => string);
  const response = await ask(typeof route === 'string' ? route : route(...args), {}, signal);
  return (await response.json()) as Answers[K];
}

type General = 'guess' | 'estimate' | 'runs';
type OfRun = Exclude<keyof Posts, General | 'sample' | 'trace'>;

/** To what is about no run. */
export async function post<K extends General>(
  what: K,
  body: Posts[K]['request'],
  signal?: AbortSignal,
): Promise<Posts[K]['answer']> {
  const response = await ask(routes[what], json(body), signal);
  return (await response.json()) as Posts[K]['answer'];
}

export async function postTo<K extends OfRun>(
  run: string,
  what: K,
  body: Posts[K]['request'],
  signal?: AbortSignal,
): Promise<Posts[K]['answer']> {
  const response = await ask(routes[what](run), json(body), signal);
  return (await response.json()) as Posts[K]['answer'];
}

export async function upload(
  file: Blob,
  name: string,
  signal?: AbortSignal,
): Promise<UploadedFile> {
  const init = {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'application/octet-stream' },
  };
  return (await (await ask(routes.files(name), init, signal)).json()) as UploadedFile;
}

/** The symbols as they are drawn. */
export async function* sample(
  run: string,
  body: SampleRequest,
  signal: AbortSignal,
): AsyncGenerator<SampleLine> {
  const response = await ask(routes.sample(run), json(body), signal);
  if (response.body === null) return;
  for await (const line of lines(response.body)) {
    const value: unknown = JSON.parse(line);
    if (isErrorAnswer(value)) throw new ServerError(value.error.code, value.error.message);
    yield value as SampleLine;
  }
}

export async function trace(
  run: string,
  body: TraceRequest,
  signal?: AbortSignal,
): Promise<TraceAnswer> {
  return decodeTrace(await (await ask(routes.trace(run), json(body), signal)).arrayBuffer());
}

function json(body: unknown): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

async function ask(path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ServerError('unreachable', '');
  }
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => undefined);
  if (isErrorAnswer(answer)) throw new ServerError(answer.error.code, answer.error.message);
  throw new ServerError('internal', `${response.status} ${response.statusText}`);
}

/**
 * Work with trained models, in a thread of its own, so that the server answers meanwhile. The thread begins with
 * the first question; should it end, what was asked fails and the next question begins another.
 */
import { Worker } from 'node:worker_threads';
import { type ErrorCode, UnrollError } from '../../util/errors.ts';
import type {
  FromThread,
  OperationName,
  Operations,
  StreamName,
  Streams,
  ToThread,
} from './operations.ts';

// A thread cannot run the sources of the tests: it runs what was compiled from them.
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/server/models/thread.js' : './thread.js',
  import.meta.url,
);

interface Waiting {
  piece?(piece: unknown): void;
  answer(answer: unknown): void;
  fail(error: Error): void;
}

export interface AskOptions {
  /** The run's folder. */
  path: string;
  /** When it is aborted, the thread gives up and the call fails. */
  signal?: AbortSignal;
}

export class Models {
  #thread: Worker | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  ask<Name extends OperationName>(
    name: Name,
    request: Operations[Name]['request'],
    options: AskOptions,
  ): Promise<Operations[Name]['answer']> {
    return new Promise((resolve, reject) => {
      this.#send(name, request, options, {
        answer: (answer) => resolve(answer as Operations[Name]['answer']),
        fail: reject,
      });
    });
  }

  async *stream<Name extends StreamName>(
    name: Name,
    request: Streams[Name]['request'],
    options: AskOptions,
  ): AsyncGenerator<Streams[Name]['piece'], void, void> {
    type Piece = Streams[Name]['piece'];
    const pieces: Piece[] = [];
    let ended: true | Error | undefined;
    let wake = () => {};
    const end = (how: true | Error) => {
      ended = how;
      wake();
    };
    const cancel = this.#send(name, request, options, {
      piece(piece) {
        pieces.push(piece as Piece);
        wake();
      },
      answer: () => end(true),
      fail: end,
    });
    try {
      for (;;) {
        yield* pieces.splice(0);
        if (pieces.length > 0) continue;
        if (ended instanceof Error) throw ended;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      cancel();
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  /** Gives what cancels it. */
  #send(
    name: OperationName | StreamName,
    request: unknown,
    { path, signal }: AskOptions,
    waiting: Waiting,
  ): () => void {
    const id = ++this.#asked;
    this.#waiting.set(id, waiting);
    this.#post({ kind: 'ask', id, name, path, request });
    const cancel = () => {
      signal?.removeEventListener('abort', cancel);
      if (!this.#waiting.delete(id)) return;
      this.#post({ kind: 'cancel', id });
      waiting.fail(new Error('cancelled'));
    };
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel);
    return cancel;
  }

  #post(message: ToThread): void {
    this.#thread ??= this.#begin();
    this.#thread.postMessage(message);
  }

  #begin(): Worker {
    const thread = new Worker(THREAD);
    thread.on('message', (message: FromThread) => this.#take(message));
    thread.on('error', (error) => this.#gone(thread, error));
    thread.on('exit', () => this.#gone(thread, new Error("the models' thread has ended")));
    return thread;
  }

  #take(message: FromThread): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.kind === 'piece') {
      waiting.piece?.(message.piece);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting.answer(message.answer);
    else if (message.code === 'internal') waiting.fail(new Error(message.message));
    else waiting.fail(new UnrollError(message.code as ErrorCode, message.message));
  }

  #gone(thread: Worker, error: Error): void {
    if (this.#thread === thread) this.#thread = undefined;
    for (const waiting of this.#waiting.values()) waiting.fail(error);
    this.#waiting.clear();
  }
}

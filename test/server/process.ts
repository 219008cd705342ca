/** `unroll studio` as a process, asked over HTTP. */
import type { ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import type { RunSummary } from '../../src/protocol/runs.ts';
import { begin } from '../cli/program.ts';

export interface StudioProcess {
  url: string;
  process: ChildProcess;
  /** The answer to a `GET`. */
  get<T>(path: string): Promise<T>;
  /** The answer to a `POST` of JSON. */
  post<T>(path: string, body?: unknown): Promise<T>;
  /** Waits until the run is in one of the states. */
  until(run: string, ...states: RunSummary['state'][]): Promise<RunSummary>;
  /** Ends it by a signal; gives what it said and its exit code. */
  end(signal?: NodeJS.Signals): Promise<{ exitCode: number | null; stderr: string }>;
}

export async function startStudio(
  folder: string,
  ...flags: readonly string[]
): Promise<StudioProcess> {
  const child = begin(['studio', folder, '--port', '0', '--json', ...flags], { cwd: folder });
  let line = '';
  child.process.stdout?.on('data', (text: string) => {
    line += text;
  });
  await child.says('\n');
  const { url }: { url: string } = JSON.parse(line);
  const answer = async (path: string, init?: RequestInit) => {
    const response = await fetch(new URL(path, url), init);
    return response.json();
  };
  const studio: StudioProcess = {
    url,
    process: child.process,
    get: (path) => answer(path),
    post: (path, body = {}) =>
      answer(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async until(run, ...states) {
      for (;;) {
        const summary = await studio.get<RunSummary>(`/api/runs/${run}`);
        if (states.includes(summary.state)) return summary;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async end(signal = 'SIGINT') {
      child.process.kill(signal);
      const { exitCode, stderr } = await child.ended;
      return { exitCode, stderr };
    },
  };
  return studio;
}

export interface RawAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** A request as no browser makes it: any head, any path. */
export function raw(
  url: string,
  {
    path = '/',
    method = 'GET',
    headers = {},
    body = '',
  }: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, unroll } from '../cli/program.ts';
import { raw, type StudioProcess, startStudio } from './process.ts';

const parent = mkdtempSync(join(tmpdir(), 'unroll-studio-'));
const folder = join(parent, 'runs');
let studio: StudioProcess;

beforeAll(async () => {
  build();
  mkdirSync(join(folder, 'no-settings'), { recursive: true });
  writeFileSync(join(folder, 'no-settings', 'metrics.jsonl'), '');
  mkdirSync(join(folder, 'no-json'));
  writeFileSync(join(folder, 'no-json', 'run.json'), 'this is no JSON');
  mkdirSync(join(folder, 'no-run'));
  writeFileSync(join(parent, 'secret.txt'), 'a secret');
  await unroll(['train', '--steps', '2', '--hidden', '8', '--out', join(folder, 'sound')], {
    cwd: parent,
  });
  studio = await startStudio(folder, '--upload-limit', '1');
});
afterAll(async () => {
  await studio.end();
  rmSync(parent, { recursive: true, force: true });
});

/** Its status and its sentence. */
async function refused(options: Parameters<typeof raw>[1]): Promise<[number, string]> {
  const { status, text } = await raw(studio.url, options);
  return [status, JSON.parse(text).error?.message];
}

describe('a page of another origin', () => {
  it('is refused by its Origin', async () => {
    for (const origin of ['http://evil.example', 'null', studio.url.replace('http', 'https')]) {
      const [status, message] = await refused({ path: '/api/runs', headers: { origin } });
      expect(status).toBe(403);
      expect(message).toContain('a page of another origin');
    }
  });

  it('is refused by Sec-Fetch-Site where it sends no Origin', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await refused({ path: '/api/runs', headers }))[0]).toBe(403);
    // A link that leads here is no request of that page.
    expect((await raw(studio.url, { headers })).status).not.toBe(403);
  });

  it('is refused by Host where a name of its own leads here', async () => {
    const { port } = new URL(studio.url);
    const [status, message] = await refused({
      path: '/api/runs',
      headers: { host: `evil.example:${port}` },
    });
    expect(status).toBe(403);
    expect(message).toContain('does not answer as "evil.example');
    expect(message).toContain('--host evil.example');
  });

  it('cannot post what a form could send without asking', async () => {
    const [status, message] = await refused({
      path: '/api/runs',
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"task":"lm","data":{"sample":"theatre"}}',
    });
    expect(status).toBe(400);
    expect(message).toContain('expected content-type application/json');
  });
});

it('answers its own pages by any name of this machine', async () => {
  const { port } = new URL(studio.url);
  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    const host = `${name}:${port}`;
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await raw(studio.url, { path: '/api/runs', headers })).status).toBe(200);
  }
});

it('lets pages load nothing from elsewhere', async () => {
  const { headers } = await raw(studio.url, { path: '/api/about' });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

describe('names of runs', () => {
  it.each([
    '..%2fsecret.txt',
    '..%2F..%2Fetc',
    '%2e%2e',
    '..%5csecret',
    '.studio',
    'sound%2frun.json',
    'sound%00',
  ])('refuses %s as a path', async (name) => {
    for (const part of ['', '/metrics', '/samples', '/network']) {
      const { status, text } = await raw(studio.url, { path: `/api/runs/${name}${part}` });
      expect([part, status]).toEqual([part, 404]);
      expect(text).not.toContain('secret"}');
    }
  });

  it('says that there is no such run', async () => {
    expect(await refused({ path: '/api/runs/absent' })).toEqual([
      404,
      'there is no run called "absent" in this folder',
    ]);
  });

  it('refuses them for new runs too', async () => {
    const body = JSON.stringify({ task: 'lm', data: { sample: 'theatre' }, name: '../up' });
    const headers = { 'content-type': 'application/json' };
    const [status, message] = await refused({ path: '/api/runs', method: 'POST', headers, body });
    expect(status).toBe(400);
    expect(message).toContain('"../up" cannot be a run\'s name');
  });
});

it('serves no file but those of its pages', async () => {
  for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/assets/../../main.js']) {
    expect((await raw(studio.url, { path })).status).toBe(404);
  }
});

describe('an upload', () => {
  const large = 'x'.repeat(2 ** 20 + 1);
  const sentence = /larger than 1 MiB, the most that can be uploaded: train on it from the command/;

  it('over the limit is refused by its length, before it is read', async () => {
    const [status, message] = await refused({
      path: '/api/files?name=large.txt',
      method: 'POST',
      headers: { 'content-length': String(large.length) },
      body: large,
    });
    expect(status).toBe(413);
    expect(message).toMatch(sentence);
  });

  it('over the limit is refused while it is read, and leaves nothing', async () => {
    const [status, message] = await refused({
      path: '/api/files?name=large.txt',
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
      body: large,
    });
    expect(status).toBe(413);
    expect(message).toMatch(sentence);
    const guessed = await studio.post<{ error: { message: string } }>('/api/guess', {
      file: 'large.txt',
    });
    expect(guessed.error.message).toContain('there is no uploaded file "large.txt"');
  });

  it('keeps its name and cannot choose its place', async () => {
    const path = `/api/files?name=${encodeURIComponent('../../my text.txt')}`;
    const { status, text } = await raw(studio.url, { path, method: 'POST', body: 'a text' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      file: 'my-text.txt',
      name: 'my-text.txt',
      bytes: 6,
      head: 'a text',
    });
  });
});

describe('a broken run folder', () => {
  it('is listed as broken with the reason, and the others go on', async () => {
    const runs = await studio.get<{ name: string; state: string; message?: string }[]>('/api/runs');
    const shown = runs.map(({ name, state }) => [name, state]);
    expect(shown).toEqual([
      ['no-json', 'broken'],
      ['no-settings', 'broken'],
      ['sound', 'finished'],
    ]);
    expect(runs[0].message).toContain('run.json" is not JSON');
    expect(runs[1].message).toContain('expected run.json in it');
  });

  it('is told of in the same words where something is asked of it', async () => {
    const [status, message] = await refused({ path: '/api/runs/no-json/metrics' });
    expect(status).toBe(422);
    expect(message).toContain('run.json" is not JSON');
  });
});

describe('a request', () => {
  const headers = { 'content-type': 'application/json' };
  it.each([
    ['that is no JSON', '/api/runs', '{', 400, 'the request is not JSON'],
    ['with a field too many', '/api/guess', '{"file":"a","b":1}', 400, 'Unrecognized key'],
    [
      'for a setting that there is not',
      '/api/runs',
      '{"task":"lm","data":{"sample":"theatre"},"settings":{"hiden":3}}',
      400,
      'task lm has no setting "hiden"',
    ],
    [
      'for a value that the command line refuses',
      '/api/estimate',
      '{"task":"lm","data":{"sample":"theatre"},"settings":{"hidden":0}}',
      400,
      'expected --hidden to be a whole number from 1 to 65536 but received "0"',
    ],
    [
      'for a sample that there is not',
      '/api/runs',
      '{"task":"tag","data":{"sample":"theatre"}}',
      404,
      'no built-in sample theatre for task tag',
    ],
    [
      'for an answer of another task',
      '/api/runs/sound/predict',
      '{"input":"a text"}',
      422,
      'the run is a language model: use sample or score on it',
    ],
    [
      'for a unit that there is not',
      '/api/runs/sound/trace',
      '{"text":"a","layer":7,"unit":0,"what":["h"]}',
      400,
      'there is no unit 0 of layer 7',
    ],
    ['to go on with what is at its end', '/api/runs/sound/resume', '{}', 409, 'give it more steps'],
    [
      'to pause what does not train',
      '/api/runs/sound/pause',
      '{}',
      409,
      'there is nothing to pause',
    ],
    ['to nowhere', '/api/nowhere', '{}', 404, 'there is no route POST /api/nowhere'],
  ])('%s is refused', async (_, path, body, status, part) => {
    const [found, message] = await refused({ path, method: 'POST', headers, body });
    expect(message).toContain(part);
    expect(found).toBe(status);
  });
});

it('says that its port is taken', async () => {
  const { port } = new URL(studio.url);
  const second = await unroll(['studio', 'other', '--port', port], { cwd: parent });
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toContain(`port ${port} of 127.0.0.1 is taken: choose another --port`);
});

it('is alone in its folder', async () => {
  const second = await unroll(['studio', folder, '--port', '0', '--json'], { cwd: parent });
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain(`a Studio already works in "${folder}": open ${studio.url}`);
});

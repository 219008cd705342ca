import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listen, programName } from '../../src/cli/process.ts';

/** A process that notes its exit instead of ending. */
class Source extends EventEmitter {
  code: number | undefined;
  exit(code: number): void {
    this.code = code;
  }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s is reported once; the second one ends the process with %i', (signal, code) => {
  const source = new Source();
  const seen: string[] = [];
  let clock = 0;
  listen(
    source,
    () => clock,
    (name) => seen.push(name),
  );
  source.emit(signal);
  expect(seen).toEqual([signal]);
  clock = 20; // npm passes the terminal's signal on
  source.emit(signal);
  expect(source.code).toBeUndefined();
  clock = 1500;
  source.emit(signal);
  expect(source.code).toBe(code);
  expect(seen).toEqual([signal]);
});

test('signals are left alone again after the run', () => {
  const source = new Source();
  const stop = listen(
    source,
    () => 0,
    () => {},
  );
  stop();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
});

test('programName is what must be typed to run the program again', () => {
  const name = (script: string, event?: string) =>
    programName({ npm_lifecycle_event: event }, script, '/a');
  expect(name('/a/dist/cli/main.js', 'start')).toBe('npm run unroll --');
  expect(name('/a/bin/unroll', 'npx')).toBe('npx unroll-rnn');
  expect(name('/usr/bin/unroll')).toBe('unroll');
  expect(name('/a/dist/cli/main.js')).toBe('node dist/cli/main.js');
});

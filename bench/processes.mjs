// Other processes: one at a time, and what they print.
import { spawn } from 'node:child_process';

/**
 * On Linux a process inherits the peak memory of the one that started it: a small shell stands in between. The words
 * after `exit` keep the shell from becoming the program itself.
 */
const SHELL = process.platform === 'win32' ? [] : ['/bin/sh', '-c', '"$@"; exit $?', 'sh'];

/** Runs a program to its end. `onLine` sees each line of its output. */
export async function runProgram(command, args, { cwd, env, onLine } = {}) {
  const [program, ...words] = [...SHELL, command, ...args];
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = (errors + text).slice(-4000);
  });
  const lines = [];
  let rest = '';
  child.stdout.on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) {
      lines.push(line);
      onLine?.(line);
    }
  });
  const code = await new Promise((done) => {
    child.on('error', (error) => {
      errors += error.message;
      done(127);
    });
    child.on('close', done);
  });
  if (rest) lines.push(rest);
  return { code, lines, errors };
}

/** The last JSON object that a program prints. Throws with its last words when there is none, or it tells an error. */
export async function jsonFrom(command, args, options) {
  const { code, lines, errors } = await runProgram(command, args, options);
  const line = lines.findLast((text) => text.startsWith('{'));
  const found = line && JSON.parse(line);
  if (found && !found.error) return found;
  const reason = found?.error ?? (lastWords(errors) || `exit code ${code}`);
  throw new Error(`${[command, ...args].join(' ')}: ${reason}`);
}

/** Seconds from the start of a process to its line beginning with "first". */
export async function secondsToFirst(command, args, options) {
  const start = performance.now();
  let seconds;
  const onLine = (line) => {
    if (line.startsWith('first')) seconds ??= (performance.now() - start) / 1000;
  };
  const { errors } = await runProgram(command, args, { ...options, onLine });
  if (seconds === undefined)
    throw new Error(`${[command, ...args].join(' ')}: ${lastWords(errors)}`);
  return seconds;
}

/** The line that tells what went wrong. */
function lastWords(errors) {
  const lines = errors.trim().split('\n');
  return lines.find((line) => /Error\b/.test(line)) ?? lines.at(-1);
}

/** What TypeScript knows of the compiled kernels by number is what their headers say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_ARGUMENTS, OPERATIONS, SCAN_KINDS } from '../../src/backend/operations.ts';

const header = (name: string) =>
  readFileSync(new URL(`../../kernels/${name}`, import.meta.url), 'utf8');

/** The names of a C enum, in order. */
function namesOf(name: string, text: string): string[] {
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(text) ?? [];
  return body.match(/\b[A-Z][A-Z0-9_]*\b/g) ?? [];
}

const inOrder = (numbers: Record<string, number>) =>
  Object.keys(numbers).sort((a, b) => numbers[a] - numbers[b]);

test('operations have the numbers of the kernels', () => {
  const constant = (name: string) => `OP_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const wanted = [...inOrder(OPERATIONS).map(constant), 'OP_COUNT'];
  expect(namesOf('unroll_op', header('kernels.h'))).toEqual(wanted);
});

test('recurrences have the numbers of the kernels', () => {
  const wanted = inOrder(SCAN_KINDS).map((kind) => kind.replaceAll('-', '_').toUpperCase());
  expect(namesOf('scan_kind', header('scan.h'))).toEqual(wanted);
});

test('the row of arguments is as long as the kernels allow', () => {
  expect(header('kernels.h')).toMatch(new RegExp(`#define UNROLL_MAX_ARGS ${MAX_ARGUMENTS}\\n`));
});

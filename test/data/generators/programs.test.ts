import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generatePrograms, programPieces } from '../../../src/data/generators/programs.ts';

const text = generatePrograms({ seed: 1, characters: 200_000 });

/** Without comments and strings, which may hold any word. */
const code = text
  .replace(/\/\*.*?\*\//g, '')
  .replace(/\/\/.*/g, '')
  .replace(/"(?:[^"\\]|\\.)*"/g, '""');

describe('the program text', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generatePrograms({ seed: 1, characters: 200_000 })).toBe(text);
    expect(generatePrograms({ seed: 2, characters: 200_000 })).not.toBe(text);
  });

  it('reaches the size and stops with a whole function', () => {
    for (const characters of [1, 1000, 54_321]) {
      const made = generatePrograms({ seed: 3, characters });
      expect(made.length).toBeGreaterThanOrEqual(characters);
      expect(made.length).toBeLessThan(characters + 4000);
      expect(made.endsWith('}\n\n')).toBe(true);
    }
  });

  it('has brackets that close in the right order, in every function', () => {
    let functions = 0;
    for (const piece of programPieces(4)) {
      const open: string[] = [];
      const bare = piece.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\/\*.*?\*\/|\/\/.*/g, '');
      for (const c of bare) {
        if ('({'.includes(c)) open.push(c);
        if (c === ')') expect(open.pop()).toBe('(');
        if (c === '}') expect(open.pop()).toBe('{');
      }
      expect(open).toEqual([]);
      expect(piece.split('"').length % 2).toBe(1);
      if (++functions === 200) break;
    }
  });

  it('is indented by four spaces for each open brace', () => {
    let depth = 0;
    for (const line of code.split('\n')) {
      if (line.trim() === '') continue;
      if (line.trim().startsWith('}')) depth--;
      expect(line.length - line.trimStart().length).toBe(4 * depth);
      if (line.trimEnd().endsWith('{')) depth++;
    }
    expect(depth).toBe(0);
  });

  it('uses only variables that are in scope, and declares none twice', () => {
    const words = new Set([
      'int',
      'if',
      'else',
      'for',
      'while',
      'return',
      'break',
      'puts',
      'printf',
      'abs',
    ]);
    let scopes: Set<string>[] = [new Set()];
    let loop: string[] = [];
    for (const line of code.split('\n')) {
      const head = /^int \w+\((.*)\)$/.exec(line);
      if (head) {
        scopes = [new Set(head[1].split(', ').map((p) => p.replace('int ', '')))];
        continue;
      }
      if (line.trim().startsWith('}')) scopes.pop();
      loop = /for \(int (\w)/.exec(line)?.slice(1) ?? [];
      const declared = /^ +int (\w+) =/.exec(line)?.[1];
      if (declared !== undefined) expect(scopes.some((scope) => scope.has(declared))).toBe(false);
      for (const [word] of line.matchAll(/[a-z_]+(?!\w*\()/g)) {
        if (words.has(word) || word === declared || loop.includes(word)) continue;
        expect(
          scopes.some((scope) => scope.has(word)),
          `${word} in: ${line}`,
        ).toBe(true);
      }
      if (declared !== undefined) scopes.at(-1)!.add(declared);
      if (line.endsWith('{')) scopes.push(new Set(loop));
    }
  });

  it('calls functions that stand above with as many values as they have parameters', () => {
    const known = new Map<string, number>([['abs', 1]]);
    let calls = 0;
    for (const line of code.split('\n')) {
      const head = /^int (\w+)\((.*)\)$/.exec(line);
      for (const [, name, values] of line.matchAll(/(\w+_\w+|abs)\(([^()]*)\)/g)) {
        if (head) break;
        calls++;
        expect(known.get(name), line).toBe(values.split(', ').length);
      }
      if (head) known.set(head[1], head[2].split(', ').length);
    }
    expect(calls).toBeGreaterThan(200);
  });

  it('compares and assigns nothing with itself', () => {
    expect(code).not.toMatch(/\b(\w+) (?:[<>]=?|[!=+*-]?=) \1[;) ]/);
  });

  it('has conditions, loops, comments, strings and results', () => {
    for (const part of [
      / if \(/,
      / else \{/,
      / for \(int i = 0/,
      / while \(/,
      /^\/\* .* \*\/$/m,
      /\/\/ /,
      /printf\(".*: %d\\n", /,
      /puts\("/,
      /^ {4}return result;$/m,
      / {16}\w/,
    ]) {
      expect(text).toMatch(part);
    }
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).not.toMatch(/undefined|\{noun\}/);
  });

  it('has the same bytes on every machine', () => {
    // Not a value to be right or wrong, but one that must not change: runs are trained on it.
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toMatchInlineSnapshot(
      `"89f7adafae2ff063"`,
    );
  });
});

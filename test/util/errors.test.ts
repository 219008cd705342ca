import { describe, expect, it } from 'vitest';
import { assert, expected, UnrollError } from '../../src/util/errors.ts';

describe('UnrollError', () => {
  it('carries a stable code and its cause', () => {
    const cause = new Error('disk');
    const error = new UnrollError('file', 'cannot write run.json', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe('file');
    expect(error.cause).toBe(cause);
    expect(error.name).toBe('UnrollError');
  });

  it('expected names what, what is wanted and what came', () => {
    expect(expected('hidden', 'a positive integer', -3).message).toBe(
      'expected hidden to be a positive integer but received -3',
    );
    expect(expected('cell', 'a cell', 'lstn').message).toBe(
      'expected cell to be a cell but received "lstn"',
    );
    expect(expected('x', 'y', 0).code).toBe('usage');
  });

  it('assert throws an internal error only on a false condition', () => {
    expect(() => assert(true, 'x')).not.toThrow();
    expect(() => assert(0, 'slots overlap')).toThrow('internal error: slots overlap');
  });
});

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../src/files/checkpoint.ts';
import { openJsonLines, readJsonLines } from '../../src/files/json-lines.ts';
import { checkTensors, loadModel, saveModel } from '../../src/files/model-file.ts';
import { createRun, type Run, runFile } from '../../src/files/run-folder.ts';
import { type NamedTensor, writeSafetensors } from '../../src/files/safetensors.ts';
import { caught } from './caught.ts';
import { settings } from './run-settings.ts';

let folder = '';
let run: Run;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-checkpoint-'));
  run = createRun(join(folder, 'a'), settings, {});
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tensor = (...values: number[]): NamedTensor => ({
  shape: [values.length],
  data: new Float32Array(values),
});

const checkpoint = (step: number): Checkpoint => ({
  groups: {
    weights: new Map([['rnn.weight_ih_l0', tensor(step, 2)]]),
    optimizer: new Map([
      ['m', tensor(0.1, 0.2)],
      ['v', { shape: [1], data: new Float64Array([1e-300]) }],
    ]),
    state: new Map([['0.h', tensor(-1)]]),
  },
  meta: { step, offsets: { metrics: 10, samples: 0 }, best: { loss: 1.5 }, note: '"quoted"\n' },
});

describe('checkpoints', () => {
  it('give back groups, tensors and counters bit by bit', () => {
    saveCheckpoint(run, checkpoint(7));
    const { groups, meta } = loadCheckpoint(run);
    const before = checkpoint(7);
    expect(meta).toEqual({ format: 1, ...before.meta });
    expect(groups.weights).toEqual(before.groups.weights);
    expect(groups.optimizer).toEqual(before.groups.optimizer);
    expect(groups.state).toEqual(before.groups.state);
    expect(readdirSync(run.path).sort()).toEqual([
      'checkpoint.safetensors',
      'run.json',
      'vocab.json',
    ]);
  });

  it('survive a write that is interrupted before its end', () => {
    saveCheckpoint(run, checkpoint(1));
    // What a killed process leaves: half a temporary file beside the whole old one.
    const path = runFile(run, 'checkpoint');
    writeFileSync(`${path}.tmp`, readFileSync(path).subarray(0, 100));
    expect(loadCheckpoint(run).meta.step).toBe(1);
    saveCheckpoint(run, checkpoint(2));
    expect(loadCheckpoint(run).meta.step).toBe(2);
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it('keep the previous one when the write fails', () => {
    saveCheckpoint(run, checkpoint(1));
    const path = runFile(run, 'checkpoint');
    mkdirSync(`${path}.tmp`); // the temporary file cannot be opened
    const error = caught(() => saveCheckpoint(run, checkpoint(2)));
    expect(error.code).toBe('file');
    expect(error.message).toContain('cannot write');
    expect(loadCheckpoint(run).meta.step).toBe(1);
  });

  it('refuse a number that JSON would turn into null', () => {
    const meta = { ...checkpoint(1).meta, best: { loss: Number.POSITIVE_INFINITY } };
    expect(() => saveCheckpoint(run, { groups: {}, meta })).toThrow('field "loss" is Infinity');
  });

  it('say that there is none yet', () => {
    const error = caught(() => loadCheckpoint(run));
    expect(error.code).toBe('file');
    expect(error.message).toContain('has no checkpoint.safetensors yet');
  });

  it('tell newer, foreign and broken files apart', () => {
    const write = (metadata: Record<string, string>, name = 'weights.x') => {
      const tensors: [string, NamedTensor][] = [[name, tensor(1)]];
      writeSafetensors(runFile(run, 'checkpoint'), { tensors, metadata });
      const error = caught(() => loadCheckpoint(run));
      expect(error.code).toBe('format');
      return error.message;
    };
    const offsets = { metrics: 0, samples: 0 };
    const meta = (value: unknown) => ({ checkpoint: JSON.stringify(value) });
    expect(write(meta({ format: 2, step: 1 }))).toContain('has format 2, which a newer Unroll');
    expect(write({ format: 'pt' })).toContain('is a safetensors file but not a checkpoint');
    expect(write({ checkpoint: '{' })).toContain('"checkpoint" is not JSON');
    expect(write(meta({ format: 1, step: -1, offsets }))).toContain('field "step": ');
    expect(write(meta({ format: 1, step: 1 }))).toContain('field "offsets": ');
    expect(write(meta({ format: 1, step: 1, offsets }), 'x')).toContain(
      'tensor "x" belongs to none',
    );
    writeFileSync(runFile(run, 'checkpoint'), 'hello');
    expect(caught(() => loadCheckpoint(run)).message).toContain('it has 5 bytes');
  });
});

describe('model files', () => {
  it('hold the weights under their own names', () => {
    saveModel(run, [['rnn.bias_hh_l0', tensor(1, 2)]], { step: '7' });
    const { weights, metadata } = loadModel(run);
    expect(weights).toEqual(new Map([['rnn.bias_hh_l0', tensor(1, 2)]]));
    expect(metadata).toEqual({ format: 'pt', step: '7' });
  });

  it('say that there is none yet', () => {
    expect(caught(() => loadModel(run)).message).toContain('has no model.safetensors yet');
  });

  it('must fit the model tensor by tensor', () => {
    const weights = new Map([
      ['a', tensor(1, 2)],
      ['b', tensor(3)],
    ]);
    const a = { name: 'a', shape: [2] };
    const b = { name: 'b', shape: [1] };
    checkTensors(weights, [a, b], 'f');
    const message = (...specs: { name: string; shape: number[] }[]) => {
      const error = caught(() => checkTensors(weights, specs, 'f'));
      expect(error.code).toBe('format');
      return error.message;
    };
    expect(message(a, b, { name: 'c', shape: [1] })).toContain('it has no tensor "c"');
    expect(message(a)).toContain('the model has no tensor "b"');
    expect(message({ name: 'a', shape: [2, 1] }, b)).toContain(
      'expected tensor "a" with shape (2, 1) but it has (2)',
    );
  });
});

describe('growing files', () => {
  const path = () => runFile(run, 'metrics');
  const read = () => readFileSync(path(), 'utf8');

  it('grow by one line a record and know their length', () => {
    const lines = openJsonLines(path());
    expect(lines.offset).toBe(0);
    lines.append({ step: 1, text: 'é\n' });
    lines.append({ step: 2 });
    lines.sync();
    expect(read()).toBe('{"step":1,"text":"é\\n"}\n{"step":2}\n');
    expect(lines.offset).toBe(Buffer.byteLength(read()));
    lines.close();
    expect(readJsonLines(path())).toEqual([{ step: 1, text: 'é\n' }, { step: 2 }]);
  });

  it('are cut back to the recorded offset and go on from there', () => {
    const first = openJsonLines(path());
    first.append({ step: 1 });
    const { offset } = first;
    first.append({ step: 2 });
    first.close();
    const second = openJsonLines(path(), { offset });
    expect(second.missing).toBe(0);
    second.append({ step: 3 });
    second.close();
    expect(read()).toBe('{"step":1}\n{"step":3}\n');
  });

  it('drop a last line that was cut off, however long it is', () => {
    const first = openJsonLines(path());
    first.append({ step: 1 });
    first.close();
    appendFileSync(path(), `{"text":"${'x'.repeat(10_000)}`);
    expect(readJsonLines(path())).toEqual([{ step: 1 }]);
    const second = openJsonLines(path());
    expect(second.offset).toBe(11);
    second.close();
    expect(read()).toBe('{"step":1}\n');
  });

  it('go on when someone made them shorter, and say how much is missing', () => {
    writeFileSync(path(), '{"step":1}\n{"st');
    const lines = openJsonLines(path(), { offset: 100 });
    expect(lines.missing).toBe(89);
    lines.append({ step: 2 });
    lines.close();
    expect(read()).toBe('{"step":1}\n{"step":2}\n');
  });

  it('are empty when absent and name a line that is no record', () => {
    expect(readJsonLines(path())).toEqual([]);
    writeFileSync(path(), '{"step":1}\n12\n');
    const error = caught(() => readJsonLines(path()));
    expect(error.code).toBe('format');
    expect(error.message).toContain('line 2 of');
  });
});

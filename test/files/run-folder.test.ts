import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxJsonBytes } from '../../src/files/json-file.ts';
import type { NewLanguageRunSettings } from '../../src/files/run-file.ts';
import {
  createRun,
  draftRun,
  openLanguageRun,
  openRun,
  readVocabulary,
  runFile,
  updateRun,
} from '../../src/files/run-folder.ts';
import { defaultRunPath } from '../../src/files/run-names.ts';
import { caught } from './caught.ts';
import { settings } from './run-settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vocabulary = { tokens: ['a', 'ü', '한'] };

describe('making a run', () => {
  it.runIf(existsSync('/proc/self'))('fails where the system lets no folder be made', () => {
    const error = caught(() => createRun('/proc/nothing/run', settings, vocabulary));
    expect(error.message).toContain('cannot make the folder "/proc/nothing"');
  });

  it('writes settings and vocabulary and gives them back', () => {
    const path = join(folder, 'runs', 'deep', 'a');
    const run = createRun(path, settings, vocabulary);
    expect(readdirSync(path).sort()).toEqual(['run.json', 'vocab.json']);
    expect(readdirSync(join(folder, 'runs', 'deep'))).toEqual(['a']);
    const again = openRun(path);
    expect(again).toEqual(run);
    expect(again.settings).toEqual({ format: 1, ...settings });
    expect(readVocabulary(again)).toEqual(vocabulary);
    expect(readFileSync(join(path, 'run.json'), 'utf8')).toMatch(/^\{\n {2}"format": 1,\n/);
  });

  it('keeps files that were written into the draft', () => {
    const path = join(folder, 'a');
    const draft = draftRun(path);
    writeFileSync(runFile(draft, 'tokens'), 'tokens');
    expect(existsSync(path)).toBe(false);
    const run = draft.commit(settings, vocabulary);
    draft.discard();
    expect(readFileSync(runFile(run, 'tokens'), 'utf8')).toBe('tokens');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('gives the folder the usual permissions', () => {
    const usual = join(folder, 'usual');
    mkdirSync(usual);
    createRun(join(folder, 'a'), settings, vocabulary);
    expect(statSync(join(folder, 'a')).mode).toBe(statSync(usual).mode);
  });

  it('takes an empty folder', () => {
    mkdirSync(join(folder, 'a'));
    createRun(join(folder, 'a'), settings, vocabulary);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(openRun(join(folder, 'a')).settings.task).toBe('lm');
  });

  it('refuses a folder that holds a run, says how to go on, and touches nothing', () => {
    const path = join(folder, 'a');
    createRun(path, settings, vocabulary);
    const before = readFileSync(join(path, 'run.json'), 'utf8');
    const error = caught(() => createRun(path, { ...settings, unroll: '9' }, vocabulary));
    expect(error.code).toBe('file');
    expect(error.message).toContain('holds a run already');
    expect(error.message).toContain(`unroll resume ${path}`);
    expect(readFileSync(join(path, 'run.json'), 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('refuses a folder with other files, and a file', () => {
    mkdirSync(join(folder, 'photos'));
    writeFileSync(join(folder, 'photos', 'x.jpg'), '');
    expect(caught(() => draftRun(join(folder, 'photos'))).message).toContain('is not empty');
    writeFileSync(join(folder, 'f'), '');
    expect(caught(() => draftRun(join(folder, 'f'))).message).toContain('is a file');
    expect(caught(() => draftRun(join(folder, 'f', 'a'))).code).toBe('file');
    expect(readdirSync(folder).sort()).toEqual(['f', 'photos']);
  });

  it('leaves nothing behind when the settings are wrong or the draft is discarded', () => {
    const wrong = { ...settings, model: { ...settings.model, hidden: 0 } };
    const error = caught(() => createRun(join(folder, 'x', 'y', 'a'), wrong, vocabulary));
    expect(error.code).toBe('format');
    expect(error.message).toContain('"model.hidden"');
    draftRun(join(folder, 'x', 'y', 'a')).discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a run that appeared meanwhile alone', () => {
    const path = join(folder, 'a');
    const draft = draftRun(path);
    createRun(path, settings, vocabulary);
    expect(caught(() => draft.commit(settings, {})).message).toContain('holds a run already');
    expect(readVocabulary(openRun(path))).toEqual(vocabulary);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it.skipIf(process.getuid?.() === 0)('names the folder in which nothing can be written', () => {
    chmodSync(folder, 0o555);
    const error = caught(() => createRun(join(folder, 'a'), settings, vocabulary));
    expect(error.code).toBe('file');
    expect(error.message).toContain('permission was denied');
    chmodSync(folder, 0o755);
  });
});

describe('opening a run', () => {
  const write = (value: unknown) => {
    mkdirSync(join(folder, 'a'), { recursive: true });
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    writeFileSync(join(folder, 'a', 'run.json'), text);
    return caught(() => openRun(join(folder, 'a')));
  };

  it('takes a file of the run for the run', () => {
    const path = join(folder, 'a');
    createRun(path, settings, vocabulary);
    writeFileSync(join(path, 'model.safetensors'), '');
    expect(openRun(join(path, 'model.safetensors')).path).toBe(path);
    expect(openRun(join(path, 'run.json')).path).toBe(path);
  });

  it('reads a model of before there were four kinds of dropout as what it was', () => {
    const path = join(folder, 'a');
    const older = { ...settings.model, embed: 8, dropout: 0.25 } as Partial<typeof settings.model>;
    delete older.embedDropout;
    delete older.wordDrop;
    delete older.weightDrop;
    delete older.variational;
    createRun(path, settings, vocabulary);
    const run = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'));
    writeFileSync(join(path, 'run.json'), JSON.stringify({ ...run, model: older }));
    const filled = { embedDropout: 0.25, wordDrop: 0, weightDrop: 0, variational: false };
    expect(openRun(path).settings.model).toEqual({ ...older, ...filled });
  });

  it('says what was expected where there is no run', () => {
    const absent = caught(() => openRun(join(folder, 'none')));
    expect(absent.code).toBe('file');
    expect(absent.message).toContain('there is no run at');
    const empty = caught(() => openRun(folder));
    expect(empty.code).toBe('format');
    expect(empty.message).toContain('expected run.json in it, as "unroll train" makes it');
    writeFileSync(join(folder, 'text.txt'), '');
    expect(caught(() => openRun(join(folder, 'text.txt'))).message).toContain(
      'is a file, not a run',
    );
  });

  it('names the runs inside a folder that holds runs', () => {
    createRun(join(folder, 'a'), settings, vocabulary);
    createRun(join(folder, 'b'), settings, vocabulary);
    expect(caught(() => openRun(folder)).message).toContain(
      `it contains runs, name one: ${join(folder, 'a')}, ${join(folder, 'b')}`,
    );
  });

  it('tells newer, foreign and absent formats apart', () => {
    const newer = write({ ...settings, format: 2 });
    expect(newer.code).toBe('format');
    expect(newer.message).toContain('has format 2, which a newer Unroll wrote');
    expect(newer.message).toContain('update Unroll');
    expect(write({ ...settings, format: 'keras' }).message).toContain('but found "keras"');
    expect(write({ name: 'some-package' }).message).toContain(
      'expected "format": 1 but found none',
    );
    expect(write([1]).message).toContain('expected a JSON object');
  });

  it('names the field that is wrong', () => {
    const good = { format: 1, ...settings };
    const change = (
      section: 'model' | 'data' | 'training' | 'corpus',
      field: string,
      value: unknown,
    ) => write({ ...good, [section]: { ...good[section], [field]: value } }).message;
    expect(change('model', 'hidden', '64')).toContain('field "model.hidden": ');
    expect(change('model', 'layers', 0)).toContain('field "model.layers": ');
    expect(change('model', 'outputLayers', [8, -1])).toContain('field "model.outputLayers.1": ');
    expect(change('model', 'attention', true)).toContain('field "model.attention" is not known');
    expect(change('data', 'level', 'syllable')).toContain('field "data.level": ');
    expect(change('training', 'shards', 0)).toContain('field "training.shards": ');
    expect(change('corpus', 'validation', 'half')).toContain('field "corpus.validation": ');
    expect(change('training', 'lr', null)).toContain('field "training.lr": ');
    expect(write({ ...good, task: 'paint' }).message).toContain('field "task": ');
    const two = write({ ...good, icu: 1, unroll: 2 }).message;
    expect(two).toContain('(and 1 more)');
    expect(two).toContain(join(folder, 'a', 'run.json'));
  });

  it('says that a file is not JSON, not UTF-8 or has a field twice', () => {
    expect(write('{"format": 1,').message).toContain('is not JSON');
    expect(write('{"format": 1, "format": 1}').message).toContain('has the field "format" twice');
    writeFileSync(join(folder, 'a', 'run.json'), new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(caught(() => openRun(join(folder, 'a'))).message).toContain('is not UTF-8');
  });

  it('refuses a JSON file beyond the ceiling before reading it', () => {
    const run = createRun(join(folder, 'a'), settings, vocabulary);
    truncateSync(runFile(run, 'vocabulary'), maxJsonBytes + 1); // sparse: takes no space
    const error = caught(() => readVocabulary(run));
    expect(error.code).toBe('format');
    expect(error.message).toContain(`the most allowed for JSON is ${maxJsonBytes}`);
  });

  it('says that the vocabulary is missing', () => {
    const run = createRun(join(folder, 'a'), settings, vocabulary);
    rmSync(runFile(run, 'vocabulary'));
    const error = caught(() => readVocabulary(run));
    expect(error.code).toBe('file');
    expect(error.message).toContain('vocab.json');
  });

  it('says what a run of another task is for where a language model is needed', () => {
    const { bptt, reduction, samples, samplePrime, sampleLength, sampleTemperature, ...training } =
      settings.training;
    createRun(
      join(folder, 'a'),
      {
        unroll: '0.1.0',
        task: 'classify',
        model: { pooling: 'last' },
        data: {},
        training,
        corpus: { validation: 0.1, trainExamples: 9, validationExamples: 1 },
      },
      vocabulary,
    );
    expect(openRun(join(folder, 'a')).settings.task).toBe('classify');
    const error = caught(() => openLanguageRun(join(folder, 'a')));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain('task classify');
  });

  it('keeps fields of training and data that it does not know', () => {
    const more: NewLanguageRunSettings = {
      ...settings,
      training: { ...settings.training, mood: 'calm' },
    };
    createRun(join(folder, 'a'), more, vocabulary);
    const run = openLanguageRun(join(folder, 'a'));
    expect(run.settings.training.mood).toBe('calm');
    const steps = { ...run.settings, training: { ...run.settings.training, steps: 200 } };
    updateRun(run, steps);
    expect(openRun(run.path).settings).toEqual(steps);
  });
});

describe('default names', () => {
  const shape = { cell: 'lstm', layers: 2, hidden: 128 };
  it('come from the data file and the model and never exist already', () => {
    const parent = join(folder, 'runs');
    const name = () => defaultRunPath({ parent, data: 'data/tiny shakespeare.txt', ...shape });
    expect(name()).toBe(join(parent, 'tiny-shakespeare-lstm-2x128'));
    createRun(name(), settings, vocabulary);
    createRun(name(), settings, vocabulary);
    expect(name()).toBe(join(parent, 'tiny-shakespeare-lstm-2x128-3'));
    expect(defaultRunPath(shape)).toBe(join('runs', 'sample-lstm-2x128'));
  });

  it('are file names whatever the data is called', () => {
    const name = (data: string) => defaultRunPath({ parent: 'r', data, ...shape });
    expect(name('-')).toBe(join('r', 'text-lstm-2x128'));
    expect(name('한글 자료.txt')).toBe(join('r', '한글-자료-lstm-2x128'));
    expect(name('a:b?c*.txt')).toBe(join('r', 'a-b-c-lstm-2x128'));
    expect(Buffer.byteLength(name('🎭'.repeat(100)))).toBeLessThan(255);
  });
});

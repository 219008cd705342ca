import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { train } from '../../src/index.ts';
import { characterErrorRate } from '../../src/metrics/index.ts';
import { loadTask } from '../../src/tasks/load.ts';
import { dataSchema, readRecords } from '../../src/tasks/transcribe/records.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';
import { resumeTask } from '../../src/train/train-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-transcribe-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Letters are held for 2 to 4 frames: a is (9, 0), b is (0, 9), between them (0, 0). */
function utterances(count: number): { frames: number[][]; text: string }[] {
  return Array.from({ length: count }, (_, n) => {
    const letters = Array.from({ length: 1 + (n % 4) }, (_, k) => ((n >> (k + 2)) & 1 ? 'b' : 'a'));
    const frames = letters.flatMap((letter, k) => {
      const said = letter === 'a' ? [9, 0] : [0, 9];
      const held = 2 + ((n + k) % 3);
      return [[0, 0], ...Array.from({ length: held }, () => said), [0, 0]];
    });
    return { frames, text: letters.join('') };
  });
}

function smallRun(options: Partial<TaskOptions<'transcribe'>> = {}): TaskOptions<'transcribe'> {
  return {
    task: 'transcribe',
    data: { records: utterances(64) },
    validation: 0,
    hidden: 8,
    batch: 8,
    lr: 0.03,
    epochs: 1,
    seed: 5,
    backend: 'js',
    ...options,
  };
}

/** 16 bits, one channel: a tone of so many hertz between silences. */
function wav(hertz: number, { sampleRate = 8000, seconds = 0.3 } = {}): Buffer {
  const length = Math.round(seconds * sampleRate);
  const bytes = Buffer.alloc(44 + 2 * length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(2 * sampleRate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * length, 40);
  for (let t = 0; t < length; t++) {
    const loud = 3 * t > length && 3 * t < 2 * length ? 8000 : 10;
    const x = Math.round(loud * Math.sin((2 * Math.PI * hertz * t) / sampleRate));
    bytes.writeInt16LE(x, 44 + 2 * t);
  }
  return bytes;
}

function file(name: string, contents: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

async function records(path: string, { labelled = true, ...settings } = {}) {
  const read = [];
  const data = dataSchema.parse(settings);
  for await (const record of readRecords(path, data, { encoding: 'utf8', labelled })) {
    read.push(record);
  }
  return read;
}

describe('transcribe over frames', () => {
  it('learns where letters are without being told', async () => {
    const run = train(smallRun({ epochs: 12 }));
    await run.finish();
    const model = await run.model();
    const report = await model.evaluate({ records: utterances(32) });
    expect(report.metrics).toEqual({ character_error_rate: 0, word_error_rate: 0, exact_match: 1 });
    expect(report.details.beam).toEqual({ beam_width: 8, ...report.metrics });
    const [{ text, labels, frames }] = model.predict([
      {
        frames: [
          [0, 0],
          [9, 0],
          [9, 0],
          [9, 0],
          [0, 0],
          [0, 0],
          [0, 9],
          [0, 9],
          [0, 0],
        ],
      },
    ]);
    expect(text).toBe('ab');
    expect(labels).toEqual(['a', 'b']);
    const [a, b] = frames as number[];
    expect(a).toBeLessThan(b);
    model.close();
  });

  it.each([1, 4])('answers the same alone as in a batch, with a beam of %i', async (beam) => {
    const run = train(smallRun({ stackFrames: 2 }));
    await run.finish();
    const model = await run.model();
    const inputs = utterances(7);
    const together = model.predict(inputs, { beam });
    inputs.forEach((input, n) => {
      expect(model.predict([input], { beam })).toEqual([together[n]]);
    });
    model.close();
  });

  it('is evaluated with the beam that is asked for', async () => {
    const run = train(smallRun({ epochs: 2 }));
    await run.finish();
    const model = await run.model();
    const spoken = utterances(20);
    const { details, lines } = await model.evaluate({ records: spoken }, { beam: 3 });
    const texts = model.predict(spoken, { beam: 3 }).map(({ text }) => String(text));
    const references = spoken.map(({ text }) => text);
    expect(details.beam).toMatchObject({
      beam_width: 3,
      character_error_rate: characterErrorRate(references, texts),
    });
    expect(lines.join('\n')).toContain('with a beam of 3 ');
    const path = await model.evaluate({ records: spoken }, { beam: 1 });
    expect(path.details).not.toHaveProperty('beam');
    model.close();
  });

  it('gives the texts of a beam with their probabilities, best first, none twice', async () => {
    const run = train(smallRun());
    await run.finish();
    const model = await run.model();
    const [answer] = model.predict(utterances(3).slice(2), { beam: 4 });
    const others = answer.alternatives as { text: string; log_probability: number }[];
    expect(others).toHaveLength(3);
    const all = [answer, ...others].map((each) => Number(each.log_probability));
    expect(all).toEqual([...all].sort((x, y) => y - x));
    expect(new Set([answer.text, ...others.map(({ text }) => text)]).size).toBe(4);
    model.close();
  });

  it('measures texts as they are written, with symbols that it has not seen', async () => {
    const run = train(smallRun());
    await run.finish();
    const model = await run.model();
    const report = await model.evaluate({ records: [{ frames: [[9, 0]], text: 'z' }] });
    expect(report.metrics.exact_match).toBe(0);
    model.close();
  });

  it('refuses a text that is longer than its frames allow, with the steps it needs', async () => {
    const frames = [
      [0, 0],
      [9, 0],
      [0, 9],
      [0, 0],
    ];
    const run = train(smallRun({ data: { records: [{ frames, text: 'abaab' }] } }));
    await expect(run.finish()).rejects.toThrow(
      /the records, line 1: "abaab" has 5 labels, 1 of them repeated, which takes a step more each, and needs at least 6 steps, but its 4 frames give 4: check the text, or leave it out/,
    );
    const stacked = train(
      smallRun({ stackFrames: 3, data: { records: [{ frames, text: 'aba' }] } }),
    );
    await expect(stacked.finish()).rejects.toThrow(
      /needs at least 3 steps, but its 4 frames, 3 at each step, give 2: check the text, lower --stack-frames/,
    );
  });

  it('takes one number off the mean and the scale of training', async () => {
    const shifted = utterances(64).map(({ frames, text }) => ({
      frames: frames.map(([x, y]) => [1000 + 0.01 * x, 500 * y]),
      text,
    }));
    const run = train(smallRun({ data: { records: shifted }, epochs: 12 }));
    await run.finish();
    const model = await run.model();
    const report = await model.evaluate({ records: shifted });
    expect(report.metrics.exact_match).toBe(1);
    model.close();
  });

  it.each([
    ['no frames', { frames: [] }, /the sequence has length 0/],
    ['ragged frames', { frames: [[1, 2], [1]] }, /frame 2 has 1 numbers where 2 are expected/],
    ['NaN', { frames: [[1, Number.NaN]] }, /number 2 of frame 1 must be finite but is NaN/],
    ['no vector', { frames: [3] }, /frame 1 has 0 numbers/],
    ['no text', { frames: [[1, 2]] }, /line 1: there is no text to learn/],
    ['nothing', 'hello', /expected \{"frames": \[\[…\], …\]\} or \{"samples"/],
  ])('refuses %s in memory', async (_what, record, sentence) => {
    const input =
      typeof record === 'object' && _what !== 'no text' ? { text: 'a', ...record } : record;
    const run = train(smallRun({ data: { records: [input] } }));
    await expect(run.finish()).rejects.toThrow(sentence);
  });
});

describe('files of frames', () => {
  it('reads JSONL and CSV alike', async () => {
    const json = file(
      'two.jsonl',
      '{"frames": [[1, 2], [3, 4]], "text": "ab"}\n{"frames": [[5, 6]], "text": ""}\n',
    );
    const csv = file('two.csv', 'id,x,text,y\nu,1,ab,2\nu,3,ab,4\nv,5,,6\n');
    const strip = (read: Awaited<ReturnType<typeof records>>) =>
      read.map(({ place: _, ...record }) => record);
    expect(strip(await records(csv))).toEqual(strip(await records(json)));
    expect(strip(await records(csv, { labelled: false }))).toEqual([
      { frames: [1, 2, 3, 4], width: 2 },
      { frames: [5, 6], width: 2 },
    ]);
  });

  it.each([
    [
      'bad.csv',
      'id,x,text\nu,1,ab\nu,3,ba\n',
      /bad.csv, line 2: sequence "u" has several texts, "ab" and "ba"/,
    ],
    [
      'nan.csv',
      'id,x,text\nu,1,ab\nu,NaN,ab\n',
      /nan.csv, line 3: column "x" of row 2 must be a finite number/,
    ],
    ['none.csv', 'id,x\nu,1\n', /none.csv has no column "text"/],
    [
      'none.jsonl',
      '{"frames": [], "text": "a"}\n',
      /none.jsonl, line 1: the sequence has length 0/,
    ],
    [
      'ragged.jsonl',
      '{"frames": [[1], [1, 2]], "text": "a"}\n',
      /ragged.jsonl, line 1: frame 2 has 2 numbers/,
    ],
    [
      'textless.jsonl',
      '{"frames": [[1]]}\n',
      /textless.jsonl, line 1: the field "text" is missing.*--text-column/,
    ],
  ])('refuses %s', async (name, contents, sentence) => {
    await expect(records(file(name, contents))).rejects.toThrow(sentence);
  });
});

describe('transcribe over WAV files', () => {
  let list = '';
  beforeAll(() => {
    const lines = Array.from({ length: 24 }, (_, n) => {
      const low = n % 2 === 0;
      file(`${n}.wav`, wav((low ? 300 : 2000) + 7 * n, { seconds: 0.2 + 0.01 * n }));
      return `${n}.wav\t${low ? 'low' : 'high'}\n`;
    });
    list = file('list.tsv', lines.join(''));
  });

  const soundRun = (options: Partial<TaskOptions<'transcribe'>> = {}) =>
    smallRun({ data: { files: [list] }, mels: 12, hopMs: 20, level: 'word', batch: 4, ...options });

  it('learns from a list and answers for sound alone, with seconds', async () => {
    const run = train(soundRun({ epochs: 40, lr: 0.05 }));
    await run.finish();
    const model = await run.model();
    const path = file('new.wav', wav(2050));
    const answers = [];
    for await (const answer of model.predictFrom(path)) answers.push(answer);
    expect(answers).toMatchObject([{ file: path, text: 'high', labels: ['high'] }]);
    expect((answers[0].seconds as number[])[0]).toBeLessThan(0.3);
    expect(model.describe(answers[0])).toBe(`${path}\thigh`);
    const report = await model.evaluate({ files: [list] });
    expect(report.metrics.exact_match).toBe(1);
    await expect(model.evaluate({ files: [path] })).rejects.toThrow(/is a sound without its text/);
    expect(() => model.predict([{ frames: [new Array(12).fill(0)] }])).toThrow(
      /expected sound with 8000 samples a second as in training but found frames/,
    );
    model.close();
  });

  it('goes on where the sounds are no longer there', async () => {
    const here = mkdtempSync(join(folder, 'gone-'));
    writeFileSync(join(here, 'a.wav'), wav(300));
    writeFileSync(join(here, 'list.tsv'), 'a.wav\tlow\na.wav\tlow\n');
    const out = join(folder, 'run');
    await train(soundRun({ data: { files: [join(here, 'list.tsv')] }, out })).finish();
    rmSync(here, { recursive: true });
    const done = await resumeTask(out, { epochs: 2, backend: 'js' }).finish();
    expect(done.steps).toBe(2);
    (await loadTask(out, { backend: 'js' })).close();
  });

  it('refuses another sample rate, naming the file and both', async () => {
    file('fast.wav', wav(300, { sampleRate: 16000 }));
    const mixed = file('mixed.tsv', '0.wav\tlow\nfast.wav\tlow\n');
    const sentence =
      /mixed.tsv, line 2: fast.wav has 16000 samples a second where the training data have 8000; convert it/;
    await expect(train(soundRun({ data: { files: [mixed] } })).finish()).rejects.toThrow(sentence);
    const run = train(soundRun());
    await run.finish();
    const model = await run.model();
    await expect(model.evaluate({ files: [mixed] })).rejects.toThrow(sentence);
    model.close();
  });

  it.each([
    ['missing', 'nowhere.wav\tlow\n', /list-missing.tsv, line 1: .*nowhere.wav/],
    ['no tab', '0.wav low\n', /line 1: expected file.wav TAB text but found no tab/],
    [
      'broken',
      '0.wav\tlow\nbroken.wav\tlow\n',
      /line 2: .*broken.wav is a broken WAV file: it ends inside/,
    ],
    ['no WAV', 'text.wav\tlow\n', /line 1: .*text.wav is not a WAV file/],
    [
      'short',
      'short.wav\tlow\n',
      /line 1: .*short.wav: a sound of 80 samples is shorter than one frame/,
    ],
    [
      'many labels',
      '0.wav\tlow low low low low low\n',
      /line 1: 0.wav: "low low low low low low" has 6 labels, 5 of them repeated.*use a smaller --hop-ms/,
    ],
  ])('refuses a list with %s', async (what, lines, sentence) => {
    file('broken.wav', wav(300).subarray(0, 100));
    file('text.wav', 'hello, this is no sound');
    file('short.wav', wav(300, { seconds: 0.01 }));
    const path = file(`list-${what}.tsv`, lines);
    await expect(train(soundRun({ data: { files: [path] } })).finish()).rejects.toThrow(sentence);
  });
});

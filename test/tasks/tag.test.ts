import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { train } from '../../src/index.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';

/** "go to New York now": I-place goes on a place; the word `ann` begins a person. */
function sentences(count: number): { tokens: string[]; tags: string[] }[] {
  const places = [['Paris'], ['New', 'York'], ['Los', 'Angeles']];
  return Array.from({ length: count }, (_, n) => {
    const place = places[n % 3];
    const before = ['go', 'to'].slice(0, n % 2 === 0 ? 2 : 1);
    const after = Array.from({ length: n % 4 }, () => 'now');
    return {
      tokens: [...before, ...place, ...after],
      tags: [
        ...before.map(() => 'O'),
        ...place.map((_, t) => (t === 0 ? 'B-place' : 'I-place')),
        ...after.map(() => 'O'),
      ],
    };
  });
}

function small(options: Partial<TaskOptions<'tag'>> = {}): TaskOptions<'tag'> {
  return {
    task: 'tag',
    data: { records: sentences(60) },
    validation: 0.2,
    hidden: 8,
    embed: 8,
    batch: 8,
    lr: 0.02,
    epochs: 5,
    seed: 3,
    backend: 'js',
    ...options,
  };
}

async function trained(options: Partial<TaskOptions<'tag'>> = {}) {
  const run = train(small(options));
  await run.finish();
  return run.model();
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-tag-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('tag over words', () => {
  it('learns spans, with letters and a CRF, and counts them', async () => {
    const model = await trained({ crf: true, charHidden: 4, epochs: 8 });
    const { metrics, details } = await model.evaluate({ records: sentences(12) });
    expect(metrics).toMatchObject({ accuracy: 1, span_f1: 1, span_precision: 1, span_recall: 1 });
    expect(details.spans).toMatchObject({ types: { place: { right: 12, support: 12 } } });
    const [{ tokens, tags, probabilities }] = model.predict(['go to New York']);
    expect(tokens).toEqual(['go', 'to', 'New', 'York']);
    expect(tags).toEqual(['O', 'O', 'B-place', 'I-place']);
    const rows = probabilities as Record<string, number>[];
    for (const row of rows) {
      expect(Object.values(row).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    expect(rows[0]['I-place']).toBeLessThan(1e-6); // BIO: nothing begins inside
    expect(model.describe({ tokens, tags })).toBe('go\tO\nto\tO\nNew\tB-place\nYork\tI-place\n');
    model.close();
  });

  it('answers the same for a sentence alone as in a batch', async () => {
    const model = await trained({ charEmbed: 3, epochs: 1 });
    const records = sentences(9).map(({ tokens }) => ({ tokens }));
    const together = model.predict(records);
    records.forEach((record, n) => {
      expect(model.predict([record])).toEqual([together[n]]);
    });
    model.close();
  });

  it('reads CoNLL, CoNLL-U by column name, and plain lines', async () => {
    const conll = sentences(30)
      .map(({ tokens, tags }) => tokens.map((token, t) => `${token} x ${tags[t]}\n`).join(''))
      .join('\n');
    const model = await trained({ data: { files: [file('a.conll', conll)] }, epochs: 8 });
    const lines = file('new.txt', 'go to Paris\n\ngo New York now\n');
    const answers: unknown[] = [];
    for await (const { tags } of model.predictFrom(lines)) answers.push(tags);
    expect(answers).toEqual([
      ['O', 'O', 'B-place'],
      ['O', 'B-place', 'I-place', 'O'],
    ]);
    model.close();
    const row = (id: number, form: string, tag: string) =>
      `${[id, form, form, 'X', tag, '_', '0', '_', '_', '_'].join('\t')}\n`;
    const conllu = `# text = a b\n${row(1, 'a', 'U')}${row(2, 'b', 'V')}\n`.repeat(10);
    const path = file('a.conllu', conllu);
    const other = await trained({ data: { files: [path] }, tagColumn: 'XPOS', epochs: 6 });
    const { metrics } = await other.evaluate({ files: [path] });
    expect(metrics).toEqual({ accuracy: 1, macro_f1: 1 });
    other.close();
  });

  it('begins with word vectors and keeps them as they are when frozen', async () => {
    const vectors = file('v.txt', 'go 1 2 3\nparis 4 5 6\n');
    const options = { wordVectors: vectors, embed: undefined, epochs: 1 } as const;
    for (const freeze of [true, false]) {
      const out = join(folder, `vectors-${freeze}`);
      (await trained({ ...options, freeze, out })).close();
      const { words } = JSON.parse(readFileSync(join(out, 'vocab.json'), 'utf8'));
      const { tensors } = readSafetensors(join(out, 'model.safetensors'));
      const rows = Array.from(tensors.get('embedding.weight')?.data ?? [], Number);
      const row = (word: string) => {
        const at = 3 * words.tokens.indexOf(word);
        return rows.slice(at, at + 3);
      };
      if (freeze)
        expect([row('go'), row('Paris')]).toEqual([
          [1, 2, 3],
          [4, 5, 6],
        ]);
      else expect(Math.max(...row('go').map((x, i) => Math.abs(x - i - 1)))).toBeGreaterThan(0);
      row('go').forEach((x, i) => {
        expect(Math.abs(x - i - 1)).toBeLessThan(0.9); // begun there
      });
    }
    await expect(trained({ ...options, embed: 8 })).rejects.toThrow(
      /expected embed to be 3 as the vectors of .*v\.txt are, or left out but received 8/,
    );
    const others = file('w.txt', 'chat 1 2 3\n');
    await expect(trained({ ...options, wordVectors: others })).rejects.toThrow(
      /w\.txt has a vector for none of the \d+ words/,
    );
    await expect(trained({ freeze: true })).rejects.toThrow(/freeze keeps word vectors/);
  });
});

describe('bad input of tag', () => {
  const data = (path: string) => ({ data: { files: [path] }, validation: 0 });

  it('refuses tags that break BIO, with the line of the word', async () => {
    const text = 'John\tB-PER\nSmith\tI-PER\n\nin\tO\nYork\tI-LOC\n';
    const path = file('bio.conll', text);
    await expect(trained(data(path))).rejects.toThrow(
      /bio\.conll, line 5: the tag "I-LOC" of "York" follows "O", which breaks BIO: .* write "B-LOC", or take tags as they are with --scheme none/,
    );
    const model = await trained({ ...data(path), scheme: 'none', epochs: 1 });
    model.close();
  });

  it('refuses tags of another form where BIO was asked for', async () => {
    const path = file('pos.conll', 'a\tDET\nb\tNOUN\n');
    await expect(trained({ ...data(path), scheme: 'bio' })).rejects.toThrow(
      /pos\.conll, line 1: the tag "DET" of "a" is not O, B-… or I-…/,
    );
  });

  it.each([
    ['no tokens', '{"tokens": [], "tags": []}\n', /line 1: the sentence has length 0/],
    ['too few tags', '{"tokens": ["a"], "tags": []}\n', /line 1: there are 1 steps but 0 tags/],
    ['a field missing', '{"words": ["a"]}\n', /"tokens" is missing.*--token-column/],
    ['an empty file', '', /is empty/],
  ])('refuses %s', async (name, text, message) => {
    const path = file(`${name}.jsonl`, text);
    await expect(trained(data(path))).rejects.toThrow(message);
  });

  it('refuses a tag that training has not seen', async () => {
    const model = await trained({ epochs: 1 });
    const records = [{ tokens: ['go'], tags: ['B-person'] }];
    await expect(model.evaluate({ records })).rejects.toThrow(
      /line 1: label "B-person" was not seen in training/,
    );
    model.close();
  });
});

describe('tag over frames', () => {
  const rows = Array.from({ length: 40 }, (_, n) =>
    Array.from({ length: 3 + (n % 4) }, (_, t) => `${n},${(n * 7 + t * 5) % 11},1`),
  );
  const label = (row: string) => (Number(row.split(',')[1]) > 5 ? 'high' : 'low');
  const csv = `id,x,y,label\n${rows
    .flat()
    .map((row) => `${row},${label(row)}\n`)
    .join('')}`;

  it('learns from a table and answers each frame before the next is there', async () => {
    const path = file('frames.csv', csv);
    const settings = { input: 'vectors', bidirectional: false, epochs: 10 } as const;
    const model = await trained({ ...settings, data: { files: [path] } });
    const { metrics } = await model.evaluate({ files: [path] });
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    const frames = [
      [0, 1],
      [10, 1],
      [1, 1],
    ];
    const [whole] = model.predict([{ frames }]);
    expect(whole.tags).toEqual(['low', 'high', 'low']);
    const stream = model.stream();
    const steps = ['0, 1', '[10 1]', [1, 1]].map((frame) => stream.step(frame).tag);
    expect(steps).toEqual(whole.tags);
    expect(() => stream.step('1, x')).toThrow(/expected the numbers of a frame/);
    stream.close();
    // The labels of a file to be predicted are passed over.
    const answers = [];
    for await (const answer of model.predictFrom(path)) answers.push(answer);
    expect(answers).toHaveLength(40);
    model.close();
  });

  it.each([
    [{ bidirectional: true }, /bidirectional tagger cannot answer step by step/],
    [{ bidirectional: false, crf: true }, /tagger with a CRF cannot answer step by step/],
  ])('says why %j cannot answer step by step', async (options, why) => {
    const model = await trained({ ...options, epochs: 1 });
    expect(() => model.stream()).toThrow(why);
    model.close();
  });
});

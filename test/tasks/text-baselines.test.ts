import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compare, train } from '../../src/index.ts';
import { captionBaselines } from '../../src/tasks/caption/baselines.ts';
import { dataSchema as captionData } from '../../src/tasks/caption/records.ts';
import { transcribeBaselines } from '../../src/tasks/transcribe/baselines.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-text-baselines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = { name: 'x', line: 1 };

it('a lexicon translates what was put together word by word, and beats a network that has not learned', async () => {
  const numbers = { one: 'un', two: 'deux', three: 'trois', four: 'quatre' };
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  const records = Array.from({ length: 64 }, (_, n) => {
    const words = [1, 4, 16, 5].map((digit) => names[Math.floor(n / digit) % 4]);
    return { source: words.join(' '), target: words.map((word) => numbers[word]).join(' ') };
  });
  const out = join(folder, 'run');
  const run = train({
    ...{ task: 'translate', data: { records }, level: 'word', hidden: 4, embed: 4, epochs: 1 },
    ...{ validation: 0.25, backend: 'js', out },
  });
  await run.finish();
  const [{ rows, remarks }] = await compare([out], { backend: 'js' });
  const lexicon = rows.find(({ name }) => name.includes('IBM'));
  expect(lexicon?.metrics).toEqual({ bleu: expect.closeTo(100, 6), exact_match: 1 });
  expect(lexicon?.beats).toEqual([out]);
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['baseline', 'baseline', 'run']);
  expect(remarks.join(' ')).toContain('word by word, IBM model 1 beats the run');
});

it('captions are measured against the most frequent one and that of the nearest vector', () => {
  const caption = (vector: number[], text: string) => ({ vector, captions: [text], place });
  const learned = [
    caption([0, 1], 'a red dot on the left'),
    caption([0, 2], 'a red dot on the left'),
    caption([9, 1], 'a blue dot on the right'),
  ];
  const [frequent, nearest] = captionBaselines({
    data: captionData.parse({}),
    encodings: {},
  }).map((baseline) => baseline.fit(learned).measure([caption([8, 1], 'a blue dot on the right')]));
  expect(frequent.metrics.exact_match).toBe(0);
  expect(nearest.metrics).toEqual({ bleu: expect.closeTo(100, 6), exact_match: 1 });
  expect(nearest.lines.join('\n')).not.toContain('loss');
  const none = { data: captionData.parse({ condition: 'none' }), encodings: {} };
  expect(captionBaselines(none)).toEqual([]);
});

it('transcriptions are measured against the most frequent one', () => {
  const spoken = (text: string) => ({ text, frames: [], width: 0, place }) as never;
  const [frequent] = transcribeBaselines();
  const report = frequent.fit(['ab', 'ab', 'c'].map(spoken)).measure(['ab', 'cd'].map(spoken));
  expect(report.metrics.character_error_rate).toBe(0.5);
  expect(report.metrics.exact_match).toBe(0.5);
  expect(report.goal).toBeCloseTo(0.501, 10);
});

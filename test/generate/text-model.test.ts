import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promptIds } from '../../src/generate/sample-text.ts';
import {
  cloneState,
  deserialiseState,
  type SamplePiece,
  serialiseState,
  type TextModel,
  type TrainOptions,
  train,
} from '../../src/index.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose } from '../support/numbers.ts';

const verses = ['the cat sat on the mat', 'the dog ran to the cat', 'a mat is not a dog'];
const base: TrainOptions = {
  data: { text: verses.map((line) => `${line}\n`.repeat(20)).join('') },
  hidden: 16,
  embed: 8,
  layers: 1,
  batch: 4,
  bptt: 24,
  lr: 0.02,
  steps: 80,
  samples: false,
  validation: 0,
};

async function trained(options: TrainOptions): Promise<TextModel> {
  const run = train({ ...base, ...options });
  await run.finish();
  return run.model();
}

let chars: TextModel;
let words: TextModel;
let lines: TextModel;
beforeAll(async () => {
  [chars, words, lines] = await Promise.all([
    trained({}),
    trained({ level: 'word', minCount: 21, bptt: 8 }),
    trained({ unit: 'line', steps: 150 }),
  ]);
});
afterAll(() => {
  for (const model of [chars, words, lines]) model.close();
});

async function pieces(model: TextModel, options: Parameters<TextModel['sample']>[0]) {
  const all: SamplePiece[] = [];
  for await (const piece of model.sample(options)) all.push(piece);
  return all;
}

describe('sample', () => {
  it('gives the same text for the same seed, and another for another', async () => {
    const one = await chars.generate({ length: 60, seed: 5 });
    expect(await chars.generate({ length: 60, seed: 5 })).toEqual(one);
    expect(await chars.generate({ length: 60, seed: 6 })).not.toEqual(one);
    expect([...one[0]]).toHaveLength(60);
  });

  it('gives each of several samples what it would be with fewer beside it', async () => {
    const five = await chars.generate({ n: 5, length: 40, prime: 'the ' });
    const two = await chars.generate({ n: 2, length: 40, prime: 'the ' });
    expect(five.slice(0, 2)).toEqual(two);
    expect(new Set(five).size).toBe(5);
  });

  it('takes the most probable symbol at temperature 0', async () => {
    let text = 'th';
    for (let k = 0; k < 12; k++) text += chars.next(text, { top: 1 })[0].token;
    expect(await chars.generate({ prime: 'th', length: 12, temperature: 0 })).toEqual([text]);
  });

  it('says for each symbol what score says of the text', async () => {
    const drawn = await pieces(chars, { length: 30, temperature: 1.5, seed: 2 });
    const text = drawn.map((piece) => piece.text).join('');
    const { tokenScores } = chars.score(text);
    const given = drawn.flatMap(({ logProbability }) => logProbability ?? []);
    expectClose(
      given,
      tokenScores.map((score) => score.logProbability),
      1e-5,
    );
  });

  it('ends before a stop string, also across symbols', async () => {
    const [text] = await chars.generate({ prime: 'the', temperature: 0, length: 60 });
    const stop = text.slice(8, 12);
    const [cut] = await chars.generate({ prime: 'the', temperature: 0, length: 60, stop });
    expect(cut).toBe(text.slice(0, text.indexOf(stop, 3)));
    const last = (await pieces(chars, { prime: 'the', temperature: 0, length: 60, stop })).at(-1);
    expect(last?.finish).toBe('stop');
  });

  it('of a model of lines starts at <s> and ends at </s>', async () => {
    const texts = await lines.generate({ n: 4, length: 100, seed: 3 });
    for (const text of texts) expect(text).not.toMatch(/<s>|\n/);
    const finishes = (await pieces(lines, { n: 4, length: 100, seed: 3 })).flatMap(
      ({ finish }) => finish ?? [],
    );
    expect(finishes).toEqual(['end', 'end', 'end', 'end']);
  });

  it('never draws <unk> unless asked', async () => {
    const unknown = (options: object) =>
      words.generate({ length: 300, temperature: 3, ...options }).then(([text]) => text);
    expect(words.codec.vocabulary.unk).toBeDefined();
    expect(await unknown({})).not.toContain('<unk>');
    expect(await unknown({ allowUnknown: true })).toContain('<unk>');
  });

  it('goes on from a state as from its text', async () => {
    const session = chars.session();
    session.feed('the cat');
    const { state } = session;
    const options = { length: 20, seed: 4 };
    const [whole] = await chars.generate({ ...options, prime: 'the cat sa' });
    const [rest] = await chars.generate({ ...options, state, prime: ' sa' });
    expect(`the cat${rest}`).toBe(whole);
  });

  it('ends when its signal is aborted', async () => {
    const abort = new AbortController();
    let count = 0;
    for await (const piece of chars.sample({ length: 1e6, signal: abort.signal })) {
      if (++count === 50) abort.abort();
      if (piece.finish) expect(piece.finish).toBe('aborted');
    }
    expect(count).toBeLessThan(60);
  });
});

describe('next', () => {
  it('is a distribution over the whole vocabulary', () => {
    const all = words.next('the cat');
    expect(all).toHaveLength(words.codec.vocabulary.size);
    expectClose([all.reduce((sum, { probability }) => sum + probability, 0)], [1], 1e-12);
    expect(all.map(({ probability }) => probability)).toEqual(
      all.map(({ probability }) => probability).sort((a, b) => b - a),
    );
  });

  it('gives words their probabilities', () => {
    expect(words.next('the cat sat on the', { top: 1 })[0].token).toBe('mat');
  });

  it('after no text is what comes first', () => {
    const [{ token, probability }] = lines.next('', { top: 1 });
    expect(['t', 'a']).toContain(token);
    expect(probability).toBeGreaterThan(0.4);
  });
});

describe('score', () => {
  it('multiplies what next gives, symbol by symbol', () => {
    for (const model of [chars, words, lines]) {
      const { tokenScores, logProbability, text } = model.score('the cat sat');
      const { codec } = model;
      const ids = tokenScores.map(({ id }) => id);
      const wanted = ids.map((id, k) => {
        const before = codec.decode(ids.slice(0, k)) + (codec.options.level === 'word' ? ' ' : '');
        const found = model.next(k === 0 ? '' : before).find((symbol) => symbol.id === id);
        return found?.logProbability ?? Number.NaN;
      });
      expectClose(
        tokenScores.map((score) => score.logProbability),
        wanted,
        1e-5,
      );
      expectClose([wanted.reduce((a, b) => a + b)], [logProbability], 1e-4);
      expect(text).toBe('the cat sat');
    }
  });

  it('of a line counts its end', () => {
    const { tokenScores } = lines.score('the cat');
    expect(tokenScores.map(({ token }) => token).join('')).toBe('the cat</s>');
  });

  it('gives perplexity per symbol and bits per code point', () => {
    const score = words.score('the cat 🐈');
    expect(score.characters).toBe(9);
    expect(score.unknown).toBe(1);
    expectClose([score.perplexity], [Math.exp(-score.logProbability / score.tokens)], 1e-12);
    expectClose([score.bitsPerCharacter], [-score.logProbability / Math.LN2 / 9], 1e-12);
  });

  it('names a symbol that a model without <unk> does not know', () => {
    expect(() => chars.score('the 猫')).toThrow(/"猫" \(U\+732B\), symbol 5 of the text/);
  });

  it('ranks lines, likely or surprising ones first', () => {
    const texts = ['the cat sat on the mat', 'tac tam nos eht', 'a mat is not a dog'];
    const likely = lines.rank(texts);
    expect(likely.at(-1)).toMatchObject({ line: 2, text: texts[1] });
    const surprising = lines.rank(texts, { by: 'surprise' });
    expect(surprising.map(({ line }) => line)).toEqual(likely.map(({ line }) => line).reverse());
    expect(lines.rank(texts, { by: 'none' }).map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('gives each of many lines the bits that it has alone', () => {
    const letters = 'the cat sat on a mat dog rn';
    const texts = range(150).map((k) =>
      [...letters.repeat(4)].slice(k % 7, (k % 7) + ((k * 37) % 90) + 1).join(''),
    );
    for (const model of [chars, words, lines]) {
      const ranked = model.rank(texts, { by: 'none', tokens: true });
      expect(ranked.map(({ text }) => text)).toEqual(texts);
      for (const { line, ...score } of ranked) expect(score).toEqual(model.score(texts[line - 1]));
    }
  });

  it('keeps of many lines what is asked for', () => {
    const all = lines.rank(verses);
    expect(all.map(({ tokenScores }) => tokenScores)).toEqual([undefined, undefined, undefined]);
    expect(lines.rank(verses, { top: 2 })).toEqual(all.slice(0, 2));
    const [best] = lines.rank(verses, { top: 1, tokens: true });
    expect(best.tokenScores).toEqual(lines.score(best.text).tokenScores);
    expect(lines.rank([])).toEqual([]);
    expect(() => lines.rank(verses, { top: 0 })).toThrow('top to be a positive integer');
    expect(() => chars.rank(['the cat', 'the 猫'])).toThrow(/"猫" .*symbol 5 of line 2/);
  });

  it('sums over the lines of one text, for a model of lines', () => {
    const [{ tokenScores, ...both }] = lines.rank([`${verses[0]}\n\n${verses[1]}`], {
      tokens: true,
    });
    const each = verses.slice(0, 2).flatMap((verse) => lines.score(verse).tokenScores);
    expect(tokenScores).toEqual(each);
    expect(both.tokens).toBe(each.length);
    expect(both.logProbability).toBe(each.reduce((sum, one) => sum + one.logProbability, 0));
  });

  it('reads texts longer than a call can have arguments', () => {
    expect(promptIds(chars.codec, 'a'.repeat(300_000))).toHaveLength(300_001);
  });

  it('agrees with evaluate over a text of several lines', async () => {
    const text = `${verses.join('\n')}\n`;
    for (const model of [chars, words, lines]) {
      const score = model.score(text);
      const totals = await model.evaluate({ text });
      expect(totals.tokens).toBe(score.tokens);
      expect(totals.characters).toBe([...text].length);
      expectClose([totals.loss], [score.loss], 1e-6);
    }
  });
});

describe('next', () => {
  it('lists whatever can come, with the probability that score gives it', () => {
    const { vocabulary } = lines.codec;
    const next = lines.next('the ');
    expect(next).toHaveLength(vocabulary.size - 1);
    expect(next.map(({ token }) => token)).not.toContain('<s>');
    expect(next.map(({ token }) => token)).toContain('</s>');
    const { tokenScores } = lines.score('the m');
    const m = next.find(({ token }) => token === 'm');
    expectClose([m?.logProbability ?? Number.NaN], [tokenScores[4].logProbability], 1e-5);
    expect(chars.next('the ')).toHaveLength(chars.codec.vocabulary.size);
  });
});

describe('a state', () => {
  it('is a value: what is done to a copy does nothing to the session', () => {
    const session = chars.session();
    session.feed('the c');
    const before = session.next();
    const copy = session.state;
    copy.layers[0].h.fill(0);
    expect(session.next()).toEqual(before);
    session.state = copy;
    expect(session.next()).not.toEqual(before);
  });

  it('survives being written to bytes', () => {
    const session = chars.session();
    session.feed('the dog ra');
    const { state } = session;
    const back = deserialiseState(serialiseState(state));
    expect(back).toEqual(state);
    expect(chars.session(back).next({ top: 3 })).toEqual(session.next({ top: 3 }));
    expect(cloneState(state)).toEqual(state);
  });

  it('after a text in pieces is that after the whole text', () => {
    const whole = chars.session();
    whole.feed('the dog ran');
    const parts = chars.session();
    for (const part of ['the ', '', 'do', 'g ran']) parts.feed(part);
    expect(parts.state).toEqual(whole.state);
    expect(parts.next({ top: 2 })).toEqual(chars.next('the dog ran', { top: 2 }));
  });

  it('of another model is refused with both sizes', () => {
    const other = chars.session().state;
    other.layers[0].h = new Float32Array(3);
    expect(() => chars.session(other)).toThrow(/to have 16 numbers but received 3/);
    expect(() => chars.session({ last: 0, layers: [] })).toThrow(/1 layers but received 0/);
    expect(() => deserialiseState(new Uint8Array(4))).toThrow(/not a sound safetensors file/);
  });
});

describe('next of a model of words', () => {
  it('gives P(fish | Thanks for all)', async () => {
    const text = 'So long, and thanks for nothing\nThanks for all fish\n'.repeat(30);
    const model = await trained({ data: { text }, level: 'word', unit: 'line', steps: 60 });
    const all = model.next('Thanks for all');
    expect(all[0].token).toBe('fish');
    expect(all[0].probability).toBeGreaterThan(0.9);
    // All but what the model leaves for <s>.
    expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 3);
    model.close();
  });
});

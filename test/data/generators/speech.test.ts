import { describe, expect, it } from 'vitest';
import {
  generateSpeech,
  type SpeechItem,
  speechItems,
  speechLexicon,
  speechVoice,
} from '../../../src/data/generators/speech.ts';

const F = 16;
const items = generateSpeech({ seed: 1, items: 400 });

/** Row of the voice (or -1 for silence) nearest to each frame. */
function nearestRows({ frames }: SpeechItem, vectors: Float64Array): number[] {
  return Array.from({ length: frames.length / F }, (_, t) => {
    let best = -1;
    let least = frames.subarray(t * F, (t + 1) * F).reduce((sum, x) => sum + x * x, 0);
    for (let row = 0; row < 78; row++) {
      let distance = 0;
      for (let f = 0; f < F; f++) distance += (frames[t * F + f] - vectors[row * F + f]) ** 2;
      if (distance < least) [best, least] = [row, distance];
    }
    return best;
  });
}

describe('speech-like frames', () => {
  it('are the same for the same seed, others for another, and stream', () => {
    expect(generateSpeech({ items: 5 })).toEqual(items.slice(0, 5));
    expect(generateSpeech({ seed: 2, items: 5 })).not.toEqual(items.slice(0, 5));
    expect(speechItems({ items: 1e9 }).next().value).toEqual(items[0]);
  });

  it('say words of the lexicon, up to three, each as often', () => {
    const counts = new Map<string, number>();
    const lengths = [0, 0, 0, 0];
    for (const { text } of items) {
      const words = text.split(' ');
      lengths[words.length]++;
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect(new Set(counts.keys())).toEqual(new Set(speechLexicon));
    for (const n of lengths.slice(1)) expect(Math.abs(n - 400 / 3)).toBeLessThan(50);
    expect(new Set(speechLexicon.join('')).size).toBe(26);
  });

  it('can be written down by the nearest vectors without noise', () => {
    const vectors = speechVoice();
    for (const item of generateSpeech({ items: 60, noise: 0 })) {
      // The first piece of a letter after any other row is a new letter; silence within is a space.
      const rows = nearestRows(item, vectors);
      let text = '';
      rows.forEach((row, t) => {
        if (row === rows[t - 1]) return;
        if (row < 0) text += ' ';
        else if (row % 3 === 0) text += String.fromCharCode(97 + row / 3);
      });
      expect(text.trim()).toBe(item.text);
    }
  });

  it('say each letter for 3 to 9 frames, in order, with silence around words', () => {
    const lengths = new Set<number>();
    for (const { frames, text, said } of items) {
      expect(frames.length).toBe(said.length * F);
      const order = [...said].filter((place, t) => place !== said[t - 1]);
      const wanted = [-1, ...[...text].map((letter, place) => (letter === ' ' ? -1 : place)), -1];
      expect(order).toEqual(wanted);
      for (const [place, letter] of [...text].entries()) {
        if (letter !== ' ') lengths.add(said.filter((p) => p === place).length);
      }
      expect([said[0], said[1], said[said.length - 2], said[said.length - 1]]).toEqual([
        -1, -1, -1, -1,
      ]);
    }
    expect([...lengths].sort()).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('have the stated noise around the vectors of the voice', () => {
    const vectors = speechVoice();
    let sum = 0;
    let n = 0;
    let right = 0;
    let total = 0;
    for (const item of items.slice(0, 60)) {
      const rows = nearestRows(item, vectors);
      item.said.forEach((place, t) => {
        const letter = place < 0 ? -1 : item.text.charCodeAt(place) - 97;
        total++;
        if (Math.floor(rows[t] / 3) === letter) right++;
        if (place >= 0) return;
        for (let f = 0; f < F; f++) sum += item.frames[t * F + f] ** 2;
        n += F;
      });
    }
    expect(Math.sqrt(sum / n)).toBeCloseTo(0.5, 1.7);
    expect(right / total).toBeGreaterThan(0.98);
  });

  it('keep the voice whatever the seed, and change it on request', () => {
    expect(speechVoice(1)).toEqual(speechVoice());
    expect(speechVoice(2)).not.toEqual(speechVoice());
    const clean = (seed: number, voice: number) =>
      generateSpeech({ seed, voice, items: 1, lexicon: ['a'], words: 1, noise: 0 })[0];
    const first = ({ frames, said }: SpeechItem) => [
      ...frames.slice(said.indexOf(0) * F, said.indexOf(0) * F + F),
    ];
    expect(first(clean(1, 1))).toEqual(first(clean(2, 1)));
    expect(first(clean(1, 1))).not.toEqual(first(clean(1, 2)));
    expect(first(clean(1, 1))).toEqual([...Float32Array.from(speechVoice().slice(0, F))]);
  });

  it('refuse words that have no letters to say', () => {
    expect(() => generateSpeech({ items: 1, lexicon: ['Ab'] })).toThrow('letters from a to z');
    expect(() => generateSpeech({ items: 1, lexicon: [] })).toThrow('at least one word');
    expect(() => generateSpeech({ items: 1, words: 0 })).toThrow('expected words to be');
    expect(() => generateSpeech({ items: 1, features: 0 })).toThrow('expected features to be');
  });
});

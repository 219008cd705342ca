import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** A browser's storage with room for so many UTF-16 units. */
function storage(room: number) {
  const values = new Map<string, string>();
  const used = () => [...values].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    removeItem: (key: string) => void values.delete(key),
    setItem(key: string, value: string) {
      const before = values.get(key);
      values.set(key, value);
      if (used() <= room) return;
      if (before === undefined) values.delete(key);
      else values.set(key, before);
      throw new Error('QuotaExceededError');
    },
  };
}

/** The module as another visit has it: nothing is left of what was open. */
async function visit() {
  vi.resetModules();
  return import('../../../src/studio/prefs/kept-texts.ts');
}

describe('a text that is kept', () => {
  beforeEach(() => vi.stubGlobal('localStorage', storage(1000)));
  afterEach(() => vi.unstubAllGlobals());

  it('is there at the next visit, by its name', async () => {
    const name = (await visit()).keepText('a text');
    expect((await visit()).keptText(name)).toBe('a text');
    expect((await visit()).keptText('other')).toBeUndefined();
  });

  it('has a name that follows from it', async () => {
    const { nameOfText } = await visit();
    expect(nameOfText('a text')).toBe(nameOfText('a text'));
    expect(nameOfText('a text')).not.toBe(nameOfText('a tent'));
    // The reference value of FNV-1a, 32 bits, for "foobar".
    expect(nameOfText('foobar')).toBe(`${(0xbf9cf968).toString(36)}-6`);
  });

  it('makes the oldest ones go where there is no more room', async () => {
    const { keepText } = await visit();
    const [old, middle, young] = ['a', 'b', 'c'].map((sign) => keepText(sign.repeat(400)));
    const { keptText } = await visit();
    expect(keptText(old)).toBeUndefined();
    expect(keptText(middle)).toBe('b'.repeat(400));
    expect(keptText(young)).toBe('c'.repeat(400));
  });

  it('lasts as long as the page where the browser keeps nothing', async () => {
    vi.stubGlobal('localStorage', undefined);
    const { keepText, keptText } = await visit();
    expect(keptText(keepText('a text'))).toBe('a text');
  });
});

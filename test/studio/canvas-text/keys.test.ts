import { describe, expect, it } from 'vitest';
import { caretAfter, spanBetween } from '../../../src/studio/canvas-text/keys.ts';
import { layOut } from '../../../src/studio/canvas-text/layout.ts';

const layout = layOut([...'first line\nsecond\nthird line'], 40);
const press = (key: string, caret: number, ctrl = false) =>
  caretAfter(key, { ctrl, page: 2 }, caret, layout);

describe('keys in a long text', () => {
  it('move the caret to neighbours and stay inside the text', () => {
    expect(press('ArrowRight', 3)).toBe(4);
    expect(press('ArrowLeft', 0)).toBe(0);
    expect(press('ArrowRight', 27)).toBe(27);
  });

  it('move it between lines, to the end of shorter ones', () => {
    expect(press('ArrowDown', 9)).toBe(17);
    expect(press('ArrowUp', 12)).toBe(1);
    expect(press('PageDown', 2)).toBe(20);
    expect(press('PageUp', 20)).toBe(2);
  });

  it('move it to the ends of the line and of the text', () => {
    expect(press('Home', 14)).toBe(11);
    expect(press('End', 14)).toBe(17);
    expect(press('Home', 14, true)).toBe(0);
    expect(press('End', 14, true)).toBe(27);
  });

  it('leave other keys to others', () => {
    expect(press('a', 3)).toBeUndefined();
  });

  it('select from where one began, in both directions', () => {
    expect(spanBetween(4, 9)).toEqual([4, 10]);
    expect(spanBetween(9, 4)).toEqual([4, 10]);
  });
});

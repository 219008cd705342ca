import { describe, expect, it } from 'vitest';
import { pages, readView, writeView } from '../../../src/studio/view/views.ts';

describe('addresses of views', () => {
  it('bring a view back with all its values', () => {
    const view = readView('#/play/my%20run?temperature=0.5&length=80&prefix=3.14.15');
    expect(view).toMatchObject({ page: 'play', run: 'my run', temperature: 0.5, length: 80 });
    expect(view).toMatchObject({ prefix: [3, 14, 15], input: '', seed: 1 });
    expect(readView(writeView(view))).toEqual(view);
  });

  it('leave defaults out', () => {
    expect(writeView({ page: 'play', run: 'a', temperature: 0.7, length: 300 })).toBe('#/play/a');
    expect(writeView({ page: 'runs', compare: ['a', 'b'], scale: 'linear' })).toBe(
      '#/runs?compare=a%2Cb',
    );
  });

  it('keep names and texts with any signs', () => {
    const compare = ['50%', 'a,b', 'ㅎ/?#'];
    const run = 'a/b?c#d%';
    const text = 'one & two\n= "three" 넷';
    expect(readView(writeView({ page: 'runs', compare }))).toMatchObject({ compare });
    expect(readView(writeView({ page: 'score', run, text }))).toMatchObject({ run, text });
  });

  it('give the list of runs for what is no view, and defaults for what is no value', () => {
    for (const hash of ['', '#', '#/', '#/nothing', '#/play', '#/play/']) {
      expect(readView(hash).page).toBe('runs');
    }
    expect(readView('#/play/a?length=-3&temperature=hot')).toMatchObject({
      length: 300,
      temperature: 0.7,
    });
    expect(readView('#/play/%E0%A4%A')).toMatchObject({ page: 'play', run: '%E0%A4%A' });
  });

  it('are the same after reading and writing, for each page', () => {
    for (const page of pages) {
      const view = readView(`#/${page}/run`);
      expect(view.page).toBe(page);
      expect(readView(writeView(view))).toEqual(view);
    }
  });
});

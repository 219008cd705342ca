import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../src/protocol/runs.ts';
import { fanSeries } from '../../../src/studio/pages/play/fan-series.ts';
import { inputOf, optionsOf, tryOut } from '../../../src/studio/pages/play/predict-input.ts';
import { drawn } from '../../../src/studio/pages/play/prediction.ts';
import { sampleRequestOf } from '../../../src/studio/pages/play/request.ts';
import { readView, type View } from '../../../src/studio/view/views.ts';

describe('what Play asks for', () => {
  const asked = (link: string) => sampleRequestOf(readView(link) as View<'play'>);

  it('leaves out limits that are off', () => {
    expect(asked('#/play/a?seed=7')).toEqual({
      prime: '',
      prefix: [],
      echo: true,
      length: 300,
      temperature: 0.7,
      stop: [],
      seed: 7,
      alternatives: 8,
    });
    expect(asked('#/play/a?topK=5&topP=0.9&minP=0.1')).toMatchObject({
      topK: 5,
      topP: 0.9,
      minP: 0.1,
    });
  });

  it('counts what a branch keeps as part of the length', () => {
    expect(asked('#/play/a?length=10&prefix=1.2.3')).toMatchObject({
      prefix: [1, 2, 3],
      length: 7,
    });
    expect(asked('#/play/a?length=2&prefix=1.2.3')).toMatchObject({ length: 1 });
  });

  it('reads line ends where a text is to stop', () => {
    expect(asked(`#/play/a?stop=${encodeURIComponent('a\\n\\\\n')}`).stop).toEqual(['a\n\\n']);
  });
});

describe('the input of other tasks', () => {
  it('is records where every line is a JSON object, else text', () => {
    expect(inputOf('{"text": "a"}\n\n{"text": "b"}\n')).toEqual([{ text: 'a' }, { text: 'b' }]);
    expect(inputOf('{"text": "a"}\nb')).toBe('{"text": "a"}\nb');
    expect(inputOf('{ not json')).toBe('{ not json');
  });

  it('is an example without its answer, as text where it is no more than that', () => {
    expect(tryOut({ text: 'fine', label: 'good' })).toBe('fine');
    expect(tryOut({ tokens: ['a'], tags: ['O'] })).toBe('{"tokens":["a"]}');
    expect(tryOut({ text: 'two\nlines' })).toBe('{"text":"two\\nlines"}');
  });

  it('asks translations where they looked, if they can tell', () => {
    const run = (task: string, attention: string) =>
      ({ task, settings: [{ path: 'model.attention', value: attention }] }) as RunDetail;
    expect(optionsOf(run('translate', 'general'))).toEqual({ attention: true });
    expect(optionsOf(run('translate', 'none'))).toEqual({});
    expect(optionsOf(run('tag', 'general'))).toEqual({});
  });
});

describe('answers', () => {
  const of = (prediction: Record<string, unknown>) => drawn({ prediction, text: 'as text' });

  it('have their classes ordered, the most probable first', () => {
    expect(of({ label: 'b', probabilities: { a: 0.2, b: 0.8 } })).toEqual({
      kind: 'classes',
      label: 'b',
      probabilities: [
        ['b', 0.8],
        ['a', 0.2],
      ],
    });
  });

  it('have a row of attention for each symbol written, without the end', () => {
    const attention = [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.5, 0.5],
    ];
    const prediction = {
      translation: 'xy',
      symbols: ['x', 'y'],
      source_symbols: ['a', 'b'],
      attention,
    };
    expect(of(prediction)).toMatchObject({ kind: 'attention', weights: attention.slice(0, 2) });
  });

  it('are text where nothing better is known', () => {
    expect(of({ value: 4.2 })).toEqual({ kind: 'text', text: 'as text' });
  });

  it('draw a forecast behind what was read, in a band of the outer quantiles', () => {
    const answer = of({
      times: ['3', '4'],
      read: { targets: [{ target: 'y', values: [1, 2] }] },
      targets: [
        { target: 'y', mean: [9, 9], quantiles: { '0.9': [4, 5], '0.1': [2, 2], '0.5': [3, 4] } },
      ],
    });
    if (answer.kind !== 'forecast') throw new Error(answer.kind);
    const [read, fan] = fanSeries(answer.targets[0], { read: 'read', fan: 'fan' });
    expect(read).toMatchObject({ steps: [-1, 0], values: [1, 2] });
    expect(fan).toMatchObject({
      steps: [1, 2],
      values: [3, 4],
      spread: { min: [2, 2], max: [4, 5] },
    });
  });
});

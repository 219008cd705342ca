import { describe, expect, it } from 'vitest';
import type { Setting } from '../../../src/protocol/training.ts';
import { dataChoiceOf } from '../../../src/studio/pages/new-run/choice-of-data.ts';
import { settingValues, withSetting } from '../../../src/studio/pages/new-run/setting-values.ts';

const setting = (name: string, kind: Setting['kind']) => ({ name, kind }) as Setting;
const table = [
  setting('hidden', 'number'),
  setting('tie', 'switch'),
  setting('cell', 'choice'),
  setting('outputLayers', 'list'),
];

describe('settings of a new run', () => {
  it('are numbers, switches and words as the server takes them', () => {
    const written = { hidden: '64', tie: 'false', cell: 'gru', outputLayers: '8,4' };
    expect(settingValues(written, table)).toEqual({
      hidden: 64,
      tie: false,
      cell: 'gru',
      outputLayers: '8,4',
    });
  });

  it('are left out where nothing is written or the task has no such setting', () => {
    expect(settingValues({ hidden: '', other: '1' }, table)).toEqual({});
  });

  it('go as they are written where they are no number, for the server to say so', () => {
    expect(settingValues({ hidden: 'many' }, table)).toEqual({ hidden: 'many' });
  });

  it('are taken back by an empty field', () => {
    expect(withSetting({ a: '1', b: '2' }, 'a', '')).toEqual({ b: '2' });
    expect(withSetting({ a: '1' }, 'b', '2')).toEqual({ a: '1', b: '2' });
  });
});

describe('the data of a new run', () => {
  it('are a file or a sample, or nothing yet', () => {
    expect(dataChoiceOf('sample:theatre')).toEqual({ sample: 'theatre' });
    expect(dataChoiceOf('file:a:b.txt')).toEqual({ file: 'a:b.txt' });
    for (const source of ['', 'file:', 'other:x']) expect(dataChoiceOf(source)).toBeNull();
  });
});

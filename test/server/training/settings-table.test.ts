import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { taskFlags } from '../../../src/cli/commands/task-flags.ts';
import { addFlags, trainFlags } from '../../../src/cli/commands/train-flags.ts';
import { taskNames } from '../../../src/protocol/tasks.ts';
import type { SettingValue } from '../../../src/protocol/training.ts';
import { settingWords } from '../../../src/server/training/setting-words.ts';
import { settingsTable, settingWordsOf } from '../../../src/server/training/settings-table.ts';

const flags = { language: trainFlags, tasks: taskFlags };
const table = (task: (typeof taskNames)[number], sample = false) =>
  settingsTable(flags, { task, sample }).settings;

/** What the command line makes of the words. */
function parsed(task: (typeof taskNames)[number], settings: Record<string, SettingValue>) {
  const command = new Command().exitOverride();
  for (const group of Object.values({ ...trainFlags, ...taskFlags })) addFlags(command, group);
  command.parse(settingWordsOf(flags, { task, sample: false }, settings), { from: 'user' });
  return command.opts();
}

describe('the settings of a task', () => {
  it('are each explained in a sentence of two languages', () => {
    for (const task of taskNames) {
      for (const { name } of table(task)) {
        const { en, ko } = settingWords[name] ?? {};
        expect([name, /^[A-Z].*\.$/.test(en ?? '')]).toEqual([name, true]);
        expect([name, /\p{sc=Hangul}.*\.$/u.test(ko ?? '')]).toEqual([name, true]);
      }
    }
  });

  it('are all those that there are words for', () => {
    const shown = new Set(taskNames.flatMap((task) => table(task).map(({ name }) => name)));
    expect(Object.keys(settingWords).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('leave out what the Studio says otherwise, and files of its machine', () => {
    for (const task of taskNames) {
      const names = table(task).map(({ name }) => name);
      for (const name of ['out', 'json', 'task', 'wordVectors', 'builtin']) {
        expect(names).not.toContain(name);
      }
    }
  });

  it('have the standards that the library has', () => {
    const standard = (task: (typeof taskNames)[number], name: string, sample = false) =>
      table(task, sample).find((setting) => setting.name === name)?.standard;
    expect(standard('lm', 'hidden')).toBe(128);
    expect(standard('lm', 'steps')).toBe(2000);
    expect(standard('lm', 'steps', true)).toBe(700);
    expect(standard('tag', 'lr')).toBe(0.003);
    expect(standard('translate', 'batch')).toBe(64);
    expect(standard('forecast', 'window')).toBe(48);
    expect(standard('classify', 'level')).toBe('word');
    expect(standard('tag', 'bidirectional')).toBe(true);
  });

  it('say their kind and bounds', () => {
    const setting = (name: string) => table('lm').find((one) => one.name === name);
    expect(setting('hidden')).toMatchObject({ kind: 'number', whole: true, min: 1, max: 65536 });
    expect(setting('lr')).toMatchObject({ kind: 'number', whole: false, min: 0 });
    expect(setting('lr')).not.toHaveProperty('max', Number.MAX_VALUE);
    expect(setting('cell')).toMatchObject({
      kind: 'choice',
      choices: expect.arrayContaining(['lstm']),
    });
    expect(setting('tie')).toMatchObject({ kind: 'switch' });
    expect(setting('outputLayers')).toMatchObject({ kind: 'list' });
  });
});

describe('words of the command line', () => {
  it('say every kind of value', () => {
    const settings = { hidden: 32, lr: 0.01, cell: 'gru', tie: true, outputLayers: '16,8' };
    expect(parsed('lm', settings)).toMatchObject({ ...settings, outputLayers: [16, 8] });
  });

  it('say no where no is meant, and nothing where it is not given', () => {
    expect(parsed('lm', { samples: false }).samples).toBe(false);
    expect(parsed('lm', { samples: true }).samples).toBe(true);
    expect(parsed('tag', { bidirectional: false }).bidirectional).toBe(false);
    expect(parsed('tag', { bidirectional: true }).bidirectional).toBe(true);
    expect(parsed('lm', { tie: false }).tie).toBeUndefined();
  });

  it('carry any text', () => {
    for (const prime of ['-x --json', 'a\nb\tc', '\\n', '"한글"']) {
      expect(parsed('lm', { prime }).prime).toBe(prime);
    }
  });

  it('are refused for values and settings that there are not', () => {
    expect(() => parsed('lm', { hidden: 0 })).toThrow(/--hidden to be a whole number from 1/);
    expect(() => parsed('lm', { hiden: 3 })).toThrow('task lm has no setting "hiden"');
    expect(() => parsed('lm', { crf: true })).toThrow('task lm has no setting "crf"');
    expect(() => parsed('lm', { tie: 'yes' })).toThrow('tie is a switch');
    expect(() => parsed('lm', { val: '/etc/passwd' })).toThrow('val to be a part from 0');
    expect(() => parsed('tag', { wordVectors: '/etc/passwd' })).toThrow('no setting');
  });
});

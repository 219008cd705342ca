/** A small text classification that learns in a second, for tests of what all tasks share. */
import type { TaskOptions } from '../../src/train/task-options.ts';

const good = ['good', 'fine', 'lovely', 'bright'];
const bad = ['bad', 'dull', 'poor', 'grey'];
const things = ['film', 'song', 'book', 'day', 'meal'];

/** "a lovely book": its label is decided by the word before the last. */
export function remarks(count: number): { text: string; label: string }[] {
  return Array.from({ length: count }, (_, n) => {
    const kind = n % 2 === 0;
    const words = kind ? good : bad;
    const filler = Array.from({ length: n % 4 }, () => 'very').join(' ');
    const text = `a ${filler} ${words[(n >> 1) % 4]} ${things[n % 5]}`.replace(/ +/g, ' ');
    return { text, label: kind ? 'good' : 'bad' };
  });
}

export function smallRun(options: Partial<TaskOptions<'classify'>> = {}): TaskOptions<'classify'> {
  return {
    task: 'classify',
    data: { records: remarks(120) },
    validation: 0.2,
    hidden: 8,
    embed: 8,
    batch: 8,
    lr: 0.01,
    epochs: 4,
    seed: 5,
    backend: 'js',
    ...options,
  };
}

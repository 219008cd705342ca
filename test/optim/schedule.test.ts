import { expect, test } from 'vitest';
import { createSchedule, type ScheduleConfig } from '../../src/optim/schedule.ts';

test('stays constant', () => {
  const schedule = createSchedule({ name: 'constant' }, 0.1);
  expect([1, 2, 1000].map((step) => schedule.lr(step))).toEqual([0.1, 0.1, 0.1]);
});

test.each<ScheduleConfig>([
  { name: 'constant', warmup: 4 },
  { name: 'cosine', warmup: 4, total: 10 },
  { name: 'plateau', warmup: 4 },
])('warms up in a straight line: $name', (config) => {
  const schedule = createSchedule(config, 2);
  expect([1, 2, 3, 4, 5].map((step) => schedule.lr(step))).toEqual([0.5, 1, 1.5, 2, 2]);
});

test('follows half a cosine wave from the rate to the least rate', () => {
  const schedule = createSchedule({ name: 'cosine', warmup: 10, total: 50, minLr: 1 }, 3);
  // Quarters of the wave: cos 45° = √½, cos 90° = 0, cos 135° = −√½.
  const half = Math.SQRT1_2;
  const wanted = [3, 2 + half, 2, 2 - half, 1, 1];
  for (const [k, step] of [11, 21, 31, 41, 51, 500].entries()) {
    expect(schedule.lr(step)).toBeCloseTo(wanted[k], 12);
  }
});

test('keeps a cosine schedule with nothing but warm-up finite', () => {
  const schedule = createSchedule({ name: 'cosine', warmup: 10, total: 5 }, 1);
  for (const step of [1, 5, 10, 11, 20]) expect(schedule.lr(step)).toBeGreaterThanOrEqual(0);
});

test('cuts the rate when the loss has not become better for longer than the patience', () => {
  const schedule = createSchedule({ name: 'plateau', factor: 0.5, patience: 1 }, 1);
  const losses = [3, 2, 2.5, 2, 2.1, 1.9999, 1.5, 1.6];
  const rates = losses.map((loss) => {
    schedule.observe(loss);
    return schedule.lr(1);
  });
  // 2.5 and 2 are the two bad ones; 2.1 and 1.9999 (within 1e-4 of 2) the next two.
  expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
});

test('says when it has cut the rate', () => {
  const schedule = createSchedule({ name: 'plateau', patience: 0 }, 1);
  expect([2, 1, 1, 0.5].map((loss) => schedule.observe(loss))).toEqual([false, false, true, false]);
});

test('does not count losses while it cools down', () => {
  const config = { name: 'plateau', factor: 0.5, patience: 0, cooldown: 2 } as const;
  const schedule = createSchedule(config, 1);
  const cuts = [1, 1, 1, 1, 1, 1, 1].map((loss) => schedule.observe(loss));
  expect(cuts).toEqual([false, true, false, false, true, false, false]);
});

test('never falls below the least rate', () => {
  const schedule = createSchedule({ name: 'plateau', patience: 0, minLr: 0.05 }, 1);
  for (let k = 0; k < 10; k++) schedule.observe(1);
  expect(schedule.lr(1)).toBe(0.05);
});

test('goes on exactly from a state that went through JSON, the first one included', () => {
  const config = { name: 'plateau', patience: 2, factor: 0.3, cooldown: 1 } as const;
  const losses = Array.from({ length: 40 }, (_, k) => 1 + ((k * 7) % 5) / 10);
  for (const stop of [0, 1, 7, 20]) {
    const whole = createSchedule(config, 1);
    for (const loss of losses.slice(0, stop)) whole.observe(loss);
    const resumed = createSchedule(config, 1);
    resumed.load(JSON.parse(JSON.stringify(whole.state())));
    for (const loss of losses.slice(stop)) {
      expect(resumed.observe(loss)).toBe(whole.observe(loss));
      expect(resumed.lr(100)).toBe(whole.lr(100));
    }
    expect(whole.lr(100)).toBeLessThan(1);
  }
});

test('refuses a state that is none', () => {
  const schedule = createSchedule({ name: 'plateau' }, 1);
  expect(() => schedule.load(JSON.parse('{"lr":1}'))).toThrow(/schedule state/);
});

const mistakes: [ScheduleConfig, number, string][] = [
  [{ name: 'constant' }, -1, 'expected lr'],
  [{ name: 'constant', warmup: -1 }, 1, 'expected warmup'],
  [{ name: 'cosine', total: 0 }, 1, 'expected total'],
  [{ name: 'plateau', factor: 1 }, 1, 'expected factor'],
  [{ name: 'plateau', patience: -1 }, 1, 'expected patience'],
  [{ name: 'linear' as 'constant' }, 1, 'constant, cosine or plateau but received "linear"'],
];
test.each(mistakes)('refuses %o', (config, lr, message) => {
  expect(() => createSchedule(config, lr)).toThrow(message);
});

import { describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../src/protocol/events.ts';
import { EventLog, type Numbered } from '../../src/server/event-log.ts';

const event = (step: number): StudioEvent => ({ type: 'checkpoint', run: 'a', step });

function heard(log: EventLog, lastId?: string): { steps: unknown[]; ids: string[]; stop(): void } {
  const steps: unknown[] = [];
  const ids: string[] = [];
  const stop = log.listen(({ id, event: one }: Numbered) => {
    steps.push('step' in one ? one.step : one.type);
    ids.push(id);
  }, lastId);
  return { steps, ids, stop };
}

describe('the event log', () => {
  it('tells everyone who listens what comes', () => {
    const log = new EventLog('s');
    log.send(event(1));
    const a = heard(log);
    const b = heard(log);
    log.send(event(2));
    b.stop();
    log.send(event(3));
    expect(a.steps).toEqual([2, 3]);
    expect(b.steps).toEqual([2]);
    expect(log.listeners).toBe(1);
  });

  it('tells who comes back exactly what was missed', () => {
    const log = new EventLog('s');
    const { ids, stop } = heard(log);
    for (const step of [1, 2, 3]) log.send(event(step));
    stop();
    log.send(event(4));
    expect(heard(log, ids[1]).steps).toEqual([3, 4]);
    expect(heard(log, 's.4').steps).toEqual([]);
  });

  it('says that everything is to be fetched again where it does not know what was missed', () => {
    const log = new EventLog('s');
    for (let step = 1; step <= 6000; step++) log.send(event(step));
    for (const id of ['other.3', 's.1', 's.9999', 'nonsense']) {
      expect(heard(log, id).steps).toEqual(['reset']);
    }
    expect(heard(log, 's.5998').steps).toEqual([5999, 6000]);
  });
});

import { describe, expect, it } from 'vitest';
import type {
  NetworkBox,
  NetworkPicture,
  TaskStepAnswer,
} from '../../../../src/protocol/network.ts';
import { shownSteps } from '../../../../src/studio/pages/network/shown-steps.ts';
import { columnsOf, partAt, partsOf } from '../../../../src/studio/pages/network/task-columns.ts';

describe('the steps that are drawn', () => {
  const wanted = { steps: 20, room: 4, first: false, last: false };

  it('are those around the one that is looked at, as many as there is room for', () => {
    expect(shownSteps({ ...wanted, at: 9 })).toEqual([7, 8, 9, 10]);
    expect(shownSteps({ ...wanted, at: 0 })).toEqual([0, 1, 2, 3]);
    expect(shownSteps({ ...wanted, at: 19 })).toEqual([16, 17, 18, 19]);
    expect(shownSteps({ ...wanted, steps: 2, at: 1 })).toEqual([0, 1]);
  });

  it('have the first and the last one among them where something hangs on these', () => {
    expect(shownSteps({ ...wanted, at: 9, last: true })).toEqual([8, 9, 10, 19]);
    expect(shownSteps({ ...wanted, at: 9, first: true, last: true })).toEqual([0, 8, 9, 19]);
    expect(shownSteps({ ...wanted, at: 9, room: 2, first: true, last: true })).toEqual([0, 9, 19]);
  });
});

const box = (kind: NetworkBox['kind'], rest: Partial<NetworkBox> = {}): NetworkBox => ({
  id: kind,
  kind,
  part: 'network',
  when: 'each',
  equations: [],
  parameters: [],
  parameterCount: 0,
  ...rest,
});

const picture = (...boxes: NetworkBox[]): NetworkPicture => ({
  task: 'translate',
  boxes,
  parameters: 0,
});

const answer = (...parts: TaskStepAnswer['parts']): TaskStepAnswer => ({
  parts,
  at: 0,
  boxes: [],
  shares: [],
  answer: '',
});

describe('the parts of a translator', () => {
  const drawn = picture(
    box('recurrent', { part: 'encoder' }),
    box('recurrent', { part: 'encoder', reverse: true }),
    box('recurrent', { part: 'decoder' }),
  );
  const numbers = answer(
    { part: 'encoder', symbols: [...'1 May 2061'] },
    { part: 'decoder', symbols: ['<s>', ...'2061-05-01'] },
  );
  const parts = partsOf(drawn, numbers);

  it('follow each other in one row of steps', () => {
    expect(partAt(parts, 9)).toEqual({ part: 'encoder', step: 9 });
    expect(partAt(parts, 10)).toEqual({ part: 'decoder', step: 0 });
    expect(partAt(parts, 20)).toEqual({ part: 'decoder', step: 10 });
  });

  it('show where one goes over into the other', () => {
    const at = (place: ReturnType<typeof partAt>) =>
      columnsOf(drawn.boxes, { parts, place, room: 3 });
    expect(at({ part: 'encoder', step: 4 })).toEqual({ encoder: [3, 4, 9], decoder: [0, 1, 2] });
    expect(at({ part: 'decoder', step: 6 })).toEqual({ encoder: [7, 8, 9], decoder: [0, 5, 6] });
  });
});

it('both ends of a sequence are drawn where a vector is pooled from both directions', () => {
  const boxes = [
    box('recurrent'),
    box('recurrent', { reverse: true }),
    box('pooling', { when: 'last' }),
  ];
  const parts = partsOf(picture(...boxes), answer({ part: 'network', symbols: [...'a film'] }));
  const place = { part: 'network', step: 3 } as const;
  expect(columnsOf(boxes, { parts, place, room: 4 })).toEqual({ network: [0, 2, 3, 5] });
});

it('a network without an input has as many columns as there is room for', () => {
  const parts = partsOf(picture(box('recurrent')), undefined);
  const place = partAt(parts, 7);
  expect(columnsOf([box('recurrent')], { parts, place, room: 4 })).toEqual({
    network: [0, 1, 2, 3],
  });
});

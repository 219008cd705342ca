import { describe, expect, it } from 'vitest';
import { marked, readMarks, withoutMarks } from '../../../src/data/generators/latent.ts';
import { generatePrograms, programsWithStates } from '../../../src/data/generators/programs.ts';
import { generateTheatre, theatreWithStates } from '../../../src/data/generators/theatre.ts';
import { probesNamed } from '../../../src/inspect/probes/table.ts';

const programs = programsWithStates({ seed: 3, characters: 150_000 });
const theatre = theatreWithStates({ seed: 3, characters: 150_000 });

describe('states of a generated text', () => {
  it('are read from marks that leave no trace', () => {
    const { text, states } = readMarks(`a${marked('quote', `"b${marked('comment', 'c')}`)}"d`);
    expect(text).toBe('a"bc"d');
    expect([...states.quote]).toEqual([0, 1, 1, 1, 0, 0]);
    expect([...states.comment]).toEqual([0, 0, 0, 1, 0, 0]);
    expect(withoutMarks('plain')).toBe('plain');
  });

  it('are of the text that is generated without them', () => {
    expect(programs.text).toBe(generatePrograms({ seed: 3, characters: 150_000 }));
    expect(theatre.text).toBe(generateTheatre({ seed: 3, characters: 150_000 }));
  });
});

/** Two ways to know: how the generator made the text, and what the probe reads in it. */
describe('a probe agrees with the generator at every character:', () => {
  it.each([
    ['quote', programs, 'quote'],
    ['comment', programs, 'comment'],
    ['if-condition', programs, 'condition'],
    ['quote', theatre, 'quote'],
    ['brackets', theatre, 'direction'],
  ] as const)('%s', (name, { text, states }, state) => {
    const [probe] = probesNamed([name]);
    const on = states[state].reduce((a, b) => a + b, 0);
    expect(on).toBeGreaterThan(1000);
    expect(Uint8Array.from(probe.label(text))).toEqual(states[state]);
  });
});

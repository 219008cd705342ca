import { describe, expect, it } from 'vitest';
import { NOTHING } from '../../src/models/language-model.ts';
import { Predictor } from '../../src/models/predictor.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { logSumExp } from '../../src/util/maths.ts';
import { expectClose } from '../support/numbers.ts';
import { smallModel, someIds } from './small-model.ts';

describe('a predictor', () => {
  for (const cell of cellNames) {
    it(`scores a text of any length in pieces with the bits of the whole: ${cell}`, () => {
      const predictor = new Predictor(smallModel({ cell }));
      const ids = someIds(40);
      const targets = someIds(40, 1);
      const whole = predictor.score(ids, targets, { B: 1 });
      const first = predictor.score(ids.subarray(0, 13), targets.subarray(0, 13), { B: 1 });
      const { state } = first;
      const second = predictor.score(ids.subarray(13), targets.subarray(13), { B: 1, state });
      expect([...first.logProbabilities, ...second.logProbabilities]).toEqual([
        ...whole.logProbabilities,
      ]);
      expect(second.state).toEqual(whole.state);
    });
  }

  it('gives by single steps what it gives for the text at once', () => {
    const predictor = new Predictor(smallModel({ tie: true, outputLayers: [6] }));
    const ids = someIds(12);
    const { logProbabilities } = predictor.score(ids, someIds(12, 1), { B: 1 });
    let state: ReturnType<typeof predictor.read>['state'] | undefined;
    someIds(12, 1).forEach((target, t) => {
      const step = predictor.read(ids.subarray(t, t + 1), { B: 1, state });
      state = step.state;
      expectClose([step.logits[target] - logSumExp(step.logits)], [logProbabilities[t]], 1e-12);
    });
  });

  it('gives each of several sequences what it would get alone', () => {
    const predictor = new Predictor(smallModel());
    const B = 3;
    const together = predictor.read(someIds(5 * B), { B });
    const V = together.logits.length / B;
    for (let b = 0; b < B; b++) {
      const alone = predictor.read(
        someIds(5 * B).filter((_, n) => n % B === b),
        { B: 1 },
      );
      expect([...alone.logits]).toEqual([...together.logits.slice(b * V, (b + 1) * V)]);
    }
  });

  it('predicts the first symbol from the zero input and reads it from the same state', () => {
    const predictor = new Predictor(smallModel());
    const ids = someIds(6);
    const start = Int32Array.of(NOTHING, ...ids.subarray(0, -1));
    const whole = predictor.score(start, ids, { B: 1 });
    const rest = predictor.score(ids.subarray(0, -1), ids.subarray(1), { B: 1 });
    expect([...whole.logProbabilities.subarray(1)]).toEqual([...rest.logProbabilities]);
    const first = predictor.read(Int32Array.of(NOTHING), { B: 1 });
    const expected = first.logits[ids[0]] - logSumExp(first.logits);
    expectClose([whole.logProbabilities[0]], [expected], 1e-12);
    const prime = predictor.read(Int32Array.of(NOTHING, ...ids), { B: 1 });
    expect(prime.state).toEqual(predictor.read(ids, { B: 1 }).state);
  });

  it('sees weights that have changed', () => {
    const model = smallModel();
    const predictor = new Predictor(model);
    const before = predictor.read(someIds(3), { B: 1 }).logits;
    model.parameters.write(
      'output.bias',
      model.parameters.read('output.bias').map((x) => x + 1),
    );
    const after = predictor.read(someIds(3), { B: 1 }).logits;
    expectClose(
      after,
      before.map((x) => x + 1),
      1e-12,
    );
    model.parameters.write('rnn.weight_hh_l0', model.parameters.read('rnn.weight_hh_l0').fill(0));
    expect([...predictor.read(someIds(3), { B: 1 }).logits]).not.toEqual([...after]);
  });
});

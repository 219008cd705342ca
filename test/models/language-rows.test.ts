import { describe, expect, it } from 'vitest';
import { beamSearch } from '../../src/models/beam-search.ts';
import { NOTHING } from '../../src/models/language-model.ts';
import { LanguageRows } from '../../src/models/language-rows.ts';
import { Predictor } from '../../src/models/predictor.ts';
import { walkRows } from '../../src/models/row-decoder.ts';
import { expectClose } from '../support/numbers.ts';
import { smallModel, V } from './small-model.ts';

const last = 2;
const maxLength = 4;

describe.each([
  { cell: 'lstm', layers: 2 },
  { cell: 'gru', tie: true },
] as const)('a beam over a language model %o', (config) => {
  for (const first of [3, NOTHING]) {
    it(`finds the most probable texts after ${first}`, () => {
      const model = smallModel(config);
      const predictor = new Predictor(model);
      const rows = new LanguageRows(predictor);
      const start = { state: { layers: model.initialState(1), rows: 1 }, ids: [first] };
      const options = { last, maxLength, beam: 2000, n: 5, alpha: 0 };
      const [found] = beamSearch(rows, start, options);

      const texts: { ids: number[]; logP: number }[] = [];
      const visit = (ids: number[]) => {
        const targets = [...ids, last];
        const inputs = Int32Array.from([first, ...ids]);
        const { logProbabilities } = predictor.score(inputs, Int32Array.from(targets), { B: 1 });
        texts.push({ ids, logP: logProbabilities.reduce((sum, p) => sum + p, 0) });
        if (ids.length + 1 === maxLength) return;
        for (let v = 0; v < V; v++) if (v !== last) visit([...ids, v]);
      };
      visit([]);
      const best = texts.sort((a, b) => b.logP - a.logP).slice(0, 5);
      expect(found.map(({ ids }) => [...ids])).toEqual(best.map(({ ids }) => ids));
      expectClose(
        found.map(({ logProbability }) => logProbability),
        best.map(({ logP }) => logP),
        1e-12,
      );

      const [greedy] = walkRows(rows, start, { last, maxLength });
      const [[one]] = beamSearch(rows, start, { last, maxLength, beam: 1 });
      expect(one).toMatchObject(greedy);
      predictor.close();
    });
  }
});

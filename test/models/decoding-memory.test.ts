/** Searches and training steps leave no memory behind. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { CaptionWriter } from '../../src/models/caption-writer.ts';
import { ForecastMaker } from '../../src/models/forecast-maker.ts';
import { Translator } from '../../src/models/translator.ts';
import { Tape } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { captionBatch, smallCaptioner } from './captions.ts';
import { smallForecaster, windows } from './forecasts.ts';
import { smallTranslator, translationBatch } from './networks.ts';

/** A backend that knows how many numbers are taken and not given back. */
function counting(): { backend: Backend; taken: () => number } {
  const backend = createReferenceBackend();
  let taken = 0;
  const counted: Backend = Object.assign(Object.create(backend), {
    floats(length: number) {
      taken += length;
      return backend.floats(length);
    },
    ints(length: number) {
      taken += length;
      return backend.ints(length);
    },
    free(block: Parameters<Backend['free']>[0]) {
      taken -= block.length;
      backend.free(block);
    },
  });
  return { backend: counted, taken: () => taken };
}

describe('memory after twelve times equals memory after two', () => {
  function check(make: (backend: Backend) => { once: () => void; close: () => void }): void {
    const { backend, taken } = counting();
    const { once, close } = make(backend);
    const times = (count: number) => {
      for (let k = 0; k < count; k++) once();
      return taken();
    };
    const two = times(2);
    expect(two).toBeGreaterThan(0);
    expect(times(10)).toBe(two);
    close();
    expect(taken()).toBe(0);
  }

  it('for translations by beam and greedy', () => {
    check((backend) => {
      const network = smallTranslator({ attention: 'additive', layers: 2 }, { backend });
      const translator = new Translator(network);
      const { decoder: _, targets: __, ...batch } = translationBatch();
      return {
        once() {
          translator.beam(batch, { first: 0, last: 3, maxLength: 8, beam: 3 });
          translator.greedy(batch, { first: 0, last: 3, maxLength: 8 });
        },
        close() {
          translator.close();
          network.close();
        },
      };
    });
  });

  it('for captions', () => {
    check((backend) => {
      const network = smallCaptioner({}, { backend });
      const writer = new CaptionWriter(network);
      const { condition } = captionBatch();
      const start = { condition, inputs: [0, 1, 2, 3, 4, 0, 1, 2], T: 2, B: 4 };
      return {
        once: () => writer.beam(start, { last: 4, maxLength: 6 }),
        close() {
          writer.close();
          network.close();
        },
      };
    });
  });

  it('for forecasts with paths', () => {
    check((backend) => {
      const network = smallForecaster({ targets: [0, 1, 2] }, { backend });
      const maker = new ForecastMaker(network);
      return {
        once: () => maker.forecast(windows(network), { horizon: 3, quantiles: [0.5], paths: 5 }),
        close() {
          maker.close();
          network.close();
        },
      };
    });
  });

  it('for training with sampled inputs', () => {
    check((backend) => {
      const network = smallTranslator({ samplingRatio: 0.5 }, { backend });
      const tape = new Tape(backend);
      const batch = { ...translationBatch(), dropoutKey: keyFor(1, 'dropout') };
      return {
        once() {
          tape.reset();
          tape.backward(network.loss(tape, batch));
        },
        close() {
          tape.close();
          network.close();
        },
      };
    });
  });
});

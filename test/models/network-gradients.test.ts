/** Gradients of whole networks, for every option, against differences of their loss. */
import { describe, expect, it } from 'vitest';
import type { ClassifierConfig } from '../../src/models/classifier.ts';
import type { EncoderDecoderConfig } from '../../src/models/encoder-decoder.ts';
import type { TaggerConfig } from '../../src/models/tagger.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { bioRule } from '../../src/nn/crf/rules.ts';
import { poolingNames } from '../../src/nn/pooling.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError } from '../support/model-gradients.ts';
import {
  bioLabels,
  classifierBatch,
  crfBatch,
  inputKinds,
  smallClassifier,
  smallTagger,
  smallTranslator,
  taggerBatch,
  translationBatch,
  withInputs,
} from './networks.ts';

const dropoutKey = keyFor(1, 'dropout');

/** What all three share. */
const shared = {
  'one-hot input': { embed: 'onehot' },
  'two layers': { layers: 2 },
  'residual links, directions added': { layers: 3, residual: true, merge: 'sum' },
  'residual links, directions side by side': { layers: 2, residual: true, merge: 'concat' },
  'one direction': { bidirectional: false },
  'deep output layers': { outputLayers: [4, 2] },
  'every dropout': { layers: 2, dropout: 0.3, embedDropout: 0.3, weightDrop: 0.3 },
  'hidden words': { wordDrop: 0.4 },
  'dropout that is the same at every step': { dropout: 0.3, embedDropout: 0.3, variational: true },
} as const;

describe('gradients of the classifier equal differences', () => {
  const configs: Record<string, object> = { ...shared };
  for (const cell of cellNames) configs[cell] = { cell };
  for (const pooling of poolingNames) configs[`pooling by ${pooling}`] = { pooling, layers: 2 };
  configs['classes of unequal weight'] = { classWeights: [0.5, 2, 1] };
  configs['smoothed targets'] = { smoothing: 0.2, classWeights: [0.5, 2, 1] };
  for (const [name, config] of Object.entries(configs)) {
    it(`with ${name}`, () => {
      const model = smallClassifier(config as Partial<ClassifierConfig>);
      const batch = { ...classifierBatch(), dropoutKey };
      const error = gradientError(model.parameters, (tape) => model.loss(tape, batch));
      expect(error).toBeLessThan(1e-6);
    });
  }

  it('with numbers instead of classes', () => {
    const model = smallClassifier({ task: 'regress', outputs: 2, pooling: 'mean' });
    const batch = { ...classifierBatch(), targets: [0.5, -1, 2, 0.25, -0.75, 1, 0, 3] };
    const error = gradientError(model.parameters, (tape) => model.loss(tape, batch));
    expect(error).toBeLessThan(1e-6);
  });
});

describe('gradients of the tagger equal differences', () => {
  const configs: Record<string, object> = { ...shared };
  for (const cell of cellNames) configs[cell] = { cell };
  configs['labels of unequal weight, smoothed'] = { smoothing: 0.2, classWeights: [0.5, 2, 1] };
  configs['a CRF'] = { crf: true, layers: 2, dropout: 0.3 };
  for (const [name, config] of Object.entries(configs)) {
    it(`with ${name}`, () => {
      const model = smallTagger(config as Partial<TaggerConfig>);
      const batch = { ...(model.config.crf ? crfBatch() : taggerBatch()), dropoutKey };
      const error = gradientError(model.parameters, (tape) => model.loss(tape, batch));
      expect(error).toBeLessThan(1e-6);
    });
  }

  it('with a CRF under a rule', () => {
    const model = smallTagger({ crf: true }, { allowed: bioRule(bioLabels) });
    const error = gradientError(model.parameters, (tape) => model.loss(tape, crfBatch()));
    expect(error).toBeLessThan(1e-6);
  });
});

describe('gradients of networks that read more than one token equal differences', () => {
  for (const [name, kind] of Object.entries(inputKinds)) {
    const { config, vocabulary } = kind;
    it(`with ${name}`, () => {
      const model = smallClassifier({ ...config, layers: 2, dropout: 0.3 }, { vocabulary });
      const batch = { ...withInputs(classifierBatch(), kind), dropoutKey };
      const error = gradientError(model.parameters, (tape) => model.loss(tape, batch));
      expect(error).toBeLessThan(1e-6);
      const tagger = smallTagger({ ...config, cell: 'gru' }, { vocabulary });
      const tagged = { ...withInputs(taggerBatch(), kind), dropoutKey };
      const other = gradientError(tagger.parameters, (tape) => tagger.loss(tape, tagged));
      expect(other).toBeLessThan(1e-6);
    });
  }
});

describe('gradients of the encoder-decoder equal differences', () => {
  const configs: Record<string, object> = { ...shared, 'smoothed targets': { smoothing: 0.2 } };
  for (const cell of cellNames) configs[cell] = { cell };
  for (const attention of ['none', 'dot', 'scaled-dot', 'general', 'additive']) {
    configs[`attention ${attention}, directions side by side`] = { attention, merge: 'concat' };
  }
  for (const [name, config] of Object.entries(configs)) {
    it(`with ${name}`, () => {
      const model = smallTranslator(config as Partial<EncoderDecoderConfig>);
      const batch = { ...translationBatch(), dropoutKey };
      const error = gradientError(model.parameters, (tape) => model.loss(tape, batch));
      expect(error).toBeLessThan(1e-6);
    });
  }
});

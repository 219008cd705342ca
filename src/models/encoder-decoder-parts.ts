/** What an encoder-decoder is made of: its settings, its parts and their parameters. */
import {
  Attention,
  AttentionalLayer,
  type AttentionScore,
  attentionScores,
} from '../nn/attention.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { stackWidth } from '../nn/recurrent/stack.ts';
import {
  checkClasses,
  checkNetwork,
  type DirectionsConfig,
  type NetworkConfig,
  networkDefaults,
} from './config.ts';
import { DeepOutput } from './deep-output.ts';
import { expectOneOf, expectShare } from './expect.ts';
import { type VectorsConfig, vectorsDefaults } from './input-config.ts';
import type { NetworkOptions } from './network.ts';
import { type SamplingChoice, samplingChoices } from './scheduled-sampling.ts';
import { stackConfig, TokenStack, type TokenStackOptions } from './token-stack.ts';

/** Where attention's parameters begin. */
export const ATTENTION = 'attention.';

/**
 * `vectors`, `project`, `bidirectional` and `merge` are the encoder's; `hidden` is the width of each of its
 * directions.
 */
export interface EncoderDecoderConfig extends NetworkConfig, VectorsConfig, DirectionsConfig {
  attention: AttentionScore | 'none';
  /** This share of each target is spread evenly over the vocabulary. */
  smoothing: number;
  /**
   * While training, the probability with which the decoder reads its own symbol instead of the target's
   * (scheduled sampling). A batch may have a ratio of its own.
   */
  samplingRatio: number;
  samplingChoice: SamplingChoice;
}

export const encoderDecoderDefaults: EncoderDecoderConfig = {
  ...networkDefaults,
  ...vectorsDefaults,
  layers: 1,
  bidirectional: true,
  merge: 'sum',
  attention: 'general',
  smoothing: 0,
  samplingRatio: 0,
  samplingChoice: 'likeliest',
};

/** Symbols of the source (0: it is vectors alone) and of the target. */
export interface VocabularySizes {
  source: number;
  target: number;
}

export function checkEncoderDecoder(config: EncoderDecoderConfig, sizes: VocabularySizes): void {
  checkNetwork(config, { vocabularySize: sizes.source, outputs: 0 });
  const decoder = { ...config, ...vectorsDefaults };
  checkNetwork(decoder, { vocabularySize: sizes.target, outputs: sizes.target });
  checkClasses({ classWeights: [], smoothing: config.smoothing }, sizes.target);
  expectOneOf('attention', config.attention, ['none', ...attentionScores]);
  expectShare('samplingRatio', config.samplingRatio);
  expectOneOf('samplingChoice', config.samplingChoice, samplingChoices);
}

/** What the parts are made from. */
export function partsOf(
  config: EncoderDecoderConfig,
  { source, target }: VocabularySizes,
  cells: NetworkOptions['cells'],
) {
  const encoder: TokenStackOptions = {
    vocabularySize: source,
    cells,
    names: {
      embedding: 'source_embedding',
      projection: 'source_projection',
      stack: 'encoder.',
    },
  };
  const decoder: TokenStackOptions = {
    vocabularySize: target,
    cells,
    names: { embedding: 'target_embedding', stack: 'decoder.' },
  };
  const width = stackWidth(stackConfig(config, encoder));
  const { attention: score, outputLayers } = config;
  return {
    encoder,
    decoder,
    decoderConfig: { ...config, ...vectorsDefaults, hidden: width, bidirectional: false },
    attention: score === 'none' ? undefined : { score, query: width, memory: width },
    output: { input: width, sizes: outputLayers, outputs: target },
  };
}

/** Every parameter, in the order of its flat block. */
export function encoderDecoderSpecs(
  config: EncoderDecoderConfig,
  { encoder, decoder, decoderConfig, attention, output }: ReturnType<typeof partsOf>,
): ParameterSpec[] {
  const width = output.input;
  return [
    ...TokenStack.specs(config, encoder),
    ...TokenStack.specs(decoderConfig, decoder),
    ...(attention === undefined
      ? []
      : [
          ...Attention.specs(attention, ATTENTION),
          ...AttentionalLayer.specs({ context: width, query: width }, ''),
        ]),
    ...DeepOutput.specs(output),
  ];
}

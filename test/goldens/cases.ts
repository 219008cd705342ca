/** Which check runs which op, and which ops are left out for which reason. */
import type { Backend } from '../../src/backend/backend.ts';
import { checkAttention } from './ops/attention.ts';
import { checkCrf } from './ops/crf.ts';
import { checkCtcLoss } from './ops/ctc.ts';
import { checkEmbedding, checkLayerNorm, checkLinear, checkTiedEmbedding } from './ops/layers.ts';
import { checkCrossEntropy, checkLogSoftmax, checkPairLoss } from './ops/losses.ts';
import { checkClipNorm, checkClipValue, checkOptimizer } from './ops/optimizers.ts';
import { checkCell, checkLayers } from './ops/recurrent.ts';
import {
  checkClassifierTrajectory,
  checkEncoderDecoderTrajectory,
  checkTaggerTrajectory,
} from './ops/topologies.ts';
import { checkLanguageModelTrajectory } from './ops/trajectory.ts';
import type { Subject } from './subject.ts';

export type Check = (subject: Subject, backend: Backend) => void;

const checks: Readonly<Record<string, Check>> = {
  rnn_tanh: checkLayers,
  rnn_relu: checkLayers,
  gru: checkLayers,
  lstm: checkLayers,
  lstm_peephole: checkLayers,
  gru_reset_before: checkLayers,
  rnncell_tanh: checkCell,
  rnncell_relu: checkCell,
  grucell: checkCell,
  lstmcell: checkCell,
  cross_entropy: checkCrossEntropy,
  mse: checkPairLoss,
  l1: checkPairLoss,
  huber: checkPairLoss,
  bce_with_logits: checkPairLoss,
  log_softmax: checkLogSoftmax,
  embedding: checkEmbedding,
  tied_embedding: checkTiedEmbedding,
  linear: checkLinear,
  layer_norm: checkLayerNorm,
  'attention.bahdanau': checkAttention,
  'attention.luong_dot': checkAttention,
  'attention.luong_general': checkAttention,
  crf: checkCrf,
  ctc_loss: checkCtcLoss,
  optim: checkOptimizer,
  'trajectory.lm': checkLanguageModelTrajectory,
  'trajectory.classifier': checkClassifierTrajectory,
  'trajectory.tagger': checkTaggerTrajectory,
  'trajectory.seq2seq': checkEncoderDecoderTrajectory,
  clip_grad_norm_: checkClipNorm,
  clip_grad_value_: checkClipValue,
};

const outOfScope = 'is not part of Unroll';

/** Exact ops, or a family by its prefix up to the dot or underscore. */
const skips: readonly { matches: RegExp; reason: string }[] = [
  { matches: /^lstm_proj$/, reason: `LSTM with projection ${outOfScope}` },
  { matches: /^optim\.adadelta(_|$)/, reason: `Adadelta ${outOfScope}` },
  { matches: /^optim\.adamax(_|$)/, reason: `Adamax ${outOfScope}` },
  { matches: /^optim\.nadam(_|$)/, reason: `NAdam ${outOfScope}` },
];

export function skipReason(op: string): string | undefined {
  return skips.find(({ matches }) => matches.test(op))?.reason;
}

/** Error for an op that nobody knows: a case may not be left out by accident. */
export function checkOf(op: string): Check {
  const name = op.startsWith('optim.') ? 'optim' : op;
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined) throw new Error(`no check knows the op ${JSON.stringify(op)}`);
  return check;
}

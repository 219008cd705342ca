// The least time a workload can take: its products at the machine's peak, or its weights at the speed of reading.
// Elementwise work, embedding rows and the optimizer count as nothing. A limit, yet not a strict one: a saving of
// arithmetic (the first layer's products of a small vocabulary, once per symbol instead of once per token) passes it.
import { classifierBatches } from './data.mjs';
import { bandwidth, peak } from './machine.mjs';
import { conventions } from './workloads.mjs';

const GATES = { lstm: 4, gru: 3, rnn_tanh: 1 };

/** Multiplications and additions of a recurrent stack, for one token. */
function stackFlops({ cell, hidden: H, layers, embed, bidirectional = false }) {
  const directions = bidirectional ? 2 : 1;
  const first = embed === 'onehot' ? 0 : embed;
  const inputs = first + (layers - 1) * directions * H;
  return directions * 2 * GATES[cell] * H * (inputs + layers * H);
}

/** The tokens of a step, and the multiplications and additions of its forward pass. */
function step(workload) {
  const { task, hidden: H, vocab: V, batch: B = 1, seq = 1 } = workload;
  if (task === 'classify') {
    const batches = classifierBatches(workload, conventions.data);
    const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0) / batches.length;
    return { tokens, flops: tokens * stackFlops(workload) + B * 2 * 2 * H * workload.classes };
  }
  if (task === 'seq2seq') {
    const { src_len: S, tgt_len: T } = workload;
    const tokens = B * (S + T);
    const attention = B * S * 2 * H * H + B * T * (2 * 2 * S * H + 2 * 2 * H * H);
    return { tokens, flops: tokens * stackFlops(workload) + attention + B * T * 2 * H * V };
  }
  const tokens = B * seq;
  return { tokens, flops: tokens * (stackFlops(workload) + 2 * H * V) };
}

/** Bytes of weights that must be read, and of the set they are read from again and again. */
function reading({ kind, cell, hidden: H, layers, embed, vocab: V, seq }) {
  const recurrent = 4 * GATES[cell] * H * H * layers;
  const others = 4 * (GATES[cell] * H * (embed + (layers - 1) * H) + H * V);
  // Scoring reads input and output weights once for all steps.
  if (kind === 'score') return { bytes: recurrent * seq + others, set: recurrent };
  return { bytes: recurrent + others, set: recurrent + others };
}

/**
 * Tokens a second at most on `threads` threads with vectors of that kind, and what is in the way; undefined where the
 * peak of such vectors was not measured.
 */
export function limit(workload, limits, { vector, threads }) {
  const rate = limits && peak(limits, { vector, threads });
  if (!rate) return undefined;
  const { kind } = workload;
  const { tokens, flops } = step(workload);
  // The backward pass is two products for each one of the forward pass.
  const computing = (flops * (kind === 'train' ? 3 : 1)) / rate;
  let fetching = 0;
  if (kind !== 'train') {
    const { bytes, set } = reading(workload);
    fetching = bytes / bandwidth(limits, set, threads);
  }
  return {
    limit_tokens_per_s: tokens / Math.max(computing, fetching),
    bound: fetching > computing ? 'bytes' : 'flops',
  };
}

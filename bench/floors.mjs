// The least time a workload can take: its products at the machine's peak, or its weights at the speed of reading.
// Elementwise work, embedding rows and the optimizer count as nothing. A limit, yet not a strict one: a saving of
// arithmetic (the first layer's products of a small vocabulary, once per symbol instead of once per token) passes it.
import { bandwidth, peak } from './machine.mjs';

const GATES = { lstm: 4, gru: 3, rnn_tanh: 1 };

/** Multiplications and additions of the forward pass, for one token. */
function forwardFlops({ cell, hidden: H, layers, embed, vocab: V }) {
  const first = embed === 'onehot' ? 0 : embed;
  const inputs = first + (layers - 1) * H;
  return 2 * GATES[cell] * H * (inputs + layers * H) + 2 * H * V;
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
  const { kind, batch = 1, seq = 1 } = workload;
  const tokens = batch * seq;
  // The backward pass is two products for each one of the forward pass.
  const flops = tokens * forwardFlops(workload) * (kind === 'train' ? 3 : 1);
  const computing = flops / rate;
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

// The synthetic data of workloads.json, by the rule stated there, so that every program reads the same tokens.

/** mulberry32: uniform numbers in [0, 1). */
function mulberry32(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** (B) streams of 8·T+1 tokens, log-uniform, filled row after row. */
function streams({ batch, seq, vocab }, { seed, batches }) {
  const uniform = mulberry32(seed);
  const token = () => Math.min(vocab - 1, Math.max(0, Math.floor(vocab ** uniform()) - 1));
  return Array.from({ length: batch }, () => Int32Array.from({ length: batches * seq + 1 }, token));
}

/** The batches of a language-model workload in rotation: time-major inputs and targets. */
export function languageModelBatches(workload, rule) {
  const { batch: B, seq: T } = workload;
  const rows = streams(workload, rule);
  return Array.from({ length: rule.batches }, (_, k) => {
    const part = (shift) =>
      Int32Array.from({ length: T * B }, (_, i) => rows[i % B][k * T + Math.floor(i / B) + shift]);
    return { inputs: part(0), targets: part(1), T, B, fresh: false, tokens: T * B };
  });
}

/** One stream of T+1 tokens: T to read, and T to be scored. */
export function scoringTokens({ seq: T, vocab }, rule) {
  return streams({ batch: 1, seq: Math.ceil(T / rule.batches), vocab }, rule)[0].subarray(0, T + 1);
}

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

/** Tokens of V, log-uniform. */
function tokensOf(V, uniform) {
  return () => Math.min(V - 1, Math.max(0, Math.floor(V ** uniform()) - 1));
}

/** (B) streams of 8·T+1 tokens, filled row after row. */
function streams({ batch, seq, vocab }, { seed, batches }) {
  const token = tokensOf(vocab, mulberry32(seed));
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

/** The batches of a classifier: 32 lengths, then their tokens, then their labels; padded to the longest. */
export function classifierBatches(workload, { seed }) {
  const { batch: B, batches, min_len: least, max_len: most, classes, vocab } = workload;
  const uniform = mulberry32(seed);
  const token = tokensOf(vocab, uniform);
  return Array.from({ length: batches }, () => {
    const spread = () => least + Math.floor(uniform() * (most - least + 1));
    const lengths = Int32Array.from({ length: B }, spread);
    const sequences = Array.from(lengths, (length) => Int32Array.from({ length }, token));
    const targets = Int32Array.from({ length: B }, () => Math.floor(classes * uniform()));
    const T = Math.max(...lengths);
    const inputs = Int32Array.from(
      { length: T * B },
      (_, i) => sequences[i % B][Math.floor(i / B)],
    );
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    return { inputs, lengths, targets, T, B, tokens };
  });
}

/** The batches of an encoder-decoder: all sources, then all targets, of which the decoder reads all but the last. */
export function translationBatches(workload, { seed }) {
  const { batch: B, batches, src_len: S, tgt_len: T, vocab } = workload;
  const token = tokensOf(vocab, mulberry32(seed));
  const rows = (length) => Array.from({ length: B }, () => Int32Array.from({ length }, token));
  const timeMajor = (from, length, shift = 0) =>
    Int32Array.from({ length: length * B }, (_, i) => from[i % B][Math.floor(i / B) + shift]);
  return Array.from({ length: batches }, () => {
    const [source, target] = [rows(S), rows(T + 1)];
    const decoder = { inputs: timeMajor(target, T), T };
    const targets = timeMajor(target, T, 1);
    return { inputs: timeMajor(source, S), T: S, B, decoder, targets, tokens: B * (S + T) };
  });
}

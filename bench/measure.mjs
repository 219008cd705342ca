// The timing rule of workloads.json: a warm-up, then chunks of as many whole steps as fit in about a second.

/**
 * `advance(n)` does n steps and gives their tokens. `leastSteps` goes on with chunks until so many are done, to see what
 * memory does.
 */
export async function measure(advance, { warmup, chunkSeconds, chunks, leastSteps = 0 }) {
  let steps = 0;
  let size = 1;
  const began = performance.now();
  let passed = 0;
  // Steps may take microseconds: look at the clock after ever more of them.
  do {
    await advance(size);
    steps += size;
    passed = (performance.now() - began) / 1000;
    if (passed < warmup / 8) size *= 2;
  } while (passed < warmup);
  const perChunk = Math.max(1, Math.round((chunkSeconds * steps) / passed));
  const rates = [];
  const before = liveMemory();
  for (let c = 0; c < chunks || steps < leastSteps; c++, steps += perChunk) {
    const start = performance.now();
    const tokens = await advance(perChunk);
    rates.push((tokens * 1000) / (performance.now() - start));
  }
  rates.sort((a, b) => a - b);
  return {
    tokens_per_s: median(rates),
    min: rates[0],
    max: rates.at(-1),
    steps,
    live_growth_mib: liveMemory() - before,
  };
}

/** Of sorted numbers. */
export function median(sorted) {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** MiB that are in use after a garbage collection (`node --expose-gc`). */
function liveMemory() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

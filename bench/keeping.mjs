// Measuring until enough is kept: in the time given, and not while others disturb.
import { watched } from './busy.mjs';
import { keep, kept } from './results.mjs';

/** In a row, after which a busy machine is left alone. */
const MOST_DISTURBANCES = 3;

/**
 * Keeps what `measure` gives, under `key`, until there are `times` of it. `fits` says whether there is time for so many
 * seconds, of which `typical` are expected at first. Returns whether all are there.
 */
export async function repeat(key, measure, { times, fits, typical, each, say }) {
  for (let disturbances = 0; kept(key).length < times; ) {
    if (!fits(kept(key).at(-1)?.seconds ?? typical)) return false;
    const { result, seconds, others, disturbed } = await watched(measure);
    if (disturbed) {
      say(`not counted, because others used ${others.toFixed(1)} cores meanwhile`);
      if (++disturbances === MOST_DISTURBANCES) return false;
      continue;
    }
    keep({ ...key, ...result, seconds });
    each(result);
  }
  return true;
}

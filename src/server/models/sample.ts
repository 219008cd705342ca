/**
 * Generation symbol by symbol, each with what else could have come. A beginning is given by its ids, so that one
 * can go back to any place, take another symbol there and go on: the state is what reading the beginning makes of it.
 */
import { setImmediate } from 'node:timers/promises';
import { promptIds } from '../../generate/sample-text.ts';
import { Sampler } from '../../generate/sample-token.ts';
import { StopMatcher } from '../../generate/stop-strings.ts';
import type { TextModel } from '../../generate/text-model.ts';
import { NOTHING } from '../../models/language-model.ts';
import { Predictor } from '../../models/predictor.ts';
import { type Clamp, checkClamps, clampWatcher } from '../../nn/recurrent/clamp.ts';
import type { Alternative, SampleLine } from '../../protocol/language.ts';
import { UnrollError } from '../../util/errors.ts';
import { exp, logSumExp } from '../../util/maths.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import type { Streams } from './operations.ts';
import type { Question } from './question.ts';

type Request = Streams['sample']['request'];

/** Symbols between two turns of the event loop. */
const A_TURN = 16;

export function sample(
  { path, request, cache, signal }: Question<Request>,
  send: (line: SampleLine) => void,
): Promise<void> {
  return cache.useText(path, request.weights, async (model) => {
    let drawn = 0;
    for (const line of lines(model, request)) {
      send(line);
      if (++drawn % A_TURN === 0) await setImmediate();
      if (signal.aborted) return;
    }
  });
}

function* lines(model: TextModel, request: Request): Generator<SampleLine, void, void> {
  const { network, codec } = model;
  const { prefix, length, stop, alternatives, echo } = request;
  const { vocabulary } = codec;
  const { bos, eos, size: V } = vocabulary;
  const clamps = clampsOf(request);
  checkClamps(clamps, network.stack);
  checkPrefix(prefix, V);
  const told = echo ? prefix : [];
  const sampler = samplerOf(model, request);
  const stops = new StopMatcher(stop);
  // Only a model of lines or documents has an end; in a stream of words `</s>` is a line break.
  const end = bos === undefined ? undefined : eos;
  const watcher = clamps.length === 0 ? undefined : clampWatcher(clamps);
  const predictor = new Predictor(network, { watcher });
  try {
    const begun = begin(predictor, codec, { ...request, read: echo ? [] : prefix });
    const { rng, decoder, steps } = begun;
    let { logits } = begun;
    const last = told.length + length - 1;
    for (let n = 0; n <= last; n++) {
      const drawn = sampler.choose(logits, rng.uniform());
      const id = told[n] ?? drawn;
      const total = logSumExp(logits, 0, V);
      const described = (one: number): Alternative => ({
        id: one,
        token: vocabulary.token(one),
        probability: exp(logits[one] - total),
      });
      const ended = id === end;
      const text = stops.push(ended ? decoder.end() : decoder.push(id));
      const others = likeliest(logits, alternatives, bos).map(described);
      yield { type: 'symbol', ...described(id), text, alternatives: others };
      if (ended || stops.found !== undefined) {
        yield { type: 'end', finish: ended ? 'end' : 'stop', text: '' };
        return;
      }
      if (n < last) logits = steps.read(Int32Array.of(id));
    }
    const rest = stops.push(decoder.end());
    yield { type: 'end', finish: 'length', text: stops.found ? rest : rest + stops.flush() };
  } finally {
    predictor.close();
  }
}

/** Reads the prime and `read`, whose text is taken for known. */
function begin(
  predictor: Predictor,
  codec: TextModel['codec'],
  { prime, seed, read }: Pick<Request, 'prime' | 'seed'> & { read: readonly number[] },
) {
  const decoder = codec.decoder();
  const ids = promptIds(codec, prime);
  for (const id of ids) if (id !== NOTHING) decoder.push(id);
  decoder.end();
  const rng = new Rng(keyFor(seed, 'sampling', 0));
  for (const id of read) {
    decoder.push(id);
    rng.uniform(); // As if it had been drawn.
  }
  const { logits, state } = predictor.read(Int32Array.from([...ids, ...read]), { B: 1 });
  return { decoder, rng, logits, steps: predictor.steps(1, state) };
}

/** `<s>` never comes in the middle of a text, and `<unk>` is no text. */
function samplerOf({ codec }: TextModel, { temperature, topK, topP, minP }: Request): Sampler {
  const { bos, unk, size } = codec.vocabulary;
  const banned = [bos, unk].filter((id) => id !== undefined);
  return new Sampler(size, { temperature, topK, topP, minP, banned });
}

function clampsOf({ clamp }: Request): Clamp[] {
  return clamp.map(({ layer, unit, what, value }) => ({
    layer: layer - 1,
    unit,
    name: what,
    value,
  }));
}

function checkPrefix(prefix: readonly number[], size: number): void {
  const strange = prefix.find((id) => id >= size);
  if (strange === undefined) return;
  throw new UnrollError(
    'usage',
    `expected ids of the prefix below ${size} but received ${strange}`,
  );
}

/** Ids of the largest logits, the largest first; of equal ones the lower id. `never` is left out. */
function likeliest(logits: ArrayLike<number>, count: number, never: number | undefined): number[] {
  const found: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    if (id === never) continue;
    let at = found.length;
    while (at > 0 && logits[found[at - 1]] < logits[id]) at--;
    if (at >= count) continue;
    found.splice(at, 0, id);
    if (found.length > count) found.pop();
  }
  return found;
}

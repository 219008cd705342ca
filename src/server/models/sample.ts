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
import { checkClamps, clampWatcher } from '../../nn/recurrent/clamp.ts';
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
  const { prime, prefix, length, seed, stop, alternatives } = request;
  const told = request.echo ? prefix : [];
  const read = request.echo ? [] : prefix;
  const held = request.clamp.map(({ what, layer, ...clamp }) => {
    return { ...clamp, name: what, layer: layer - 1 };
  });
  checkClamps(held, network.stack);
  const { vocabulary } = codec;
  const { bos, unk, eos, size: V } = vocabulary;
  const strange = prefix.find((id) => id >= V);
  if (strange !== undefined) {
    throw new UnrollError('usage', `expected ids of the prefix below ${V} but received ${strange}`);
  }
  const banned = [bos, unk].filter((id) => id !== undefined);
  const { temperature, topK, topP, minP } = request;
  const sampler = new Sampler(V, { temperature, topK, topP, minP, banned });
  const rng = new Rng(keyFor(seed, 'sampling', 0));
  for (let n = 0; n < read.length; n++) rng.uniform(); // As if the beginning had been drawn.
  const begin = promptIds(codec, prime);
  const decoder = codec.decoder();
  for (const id of begin) if (id !== NOTHING) decoder.push(id);
  decoder.end();
  for (const id of read) decoder.push(id);
  const stops = new StopMatcher(stop);
  // Only a model of lines or documents has an end; in a stream of words `</s>` is a line break.
  const end = bos === undefined ? undefined : eos;
  const watcher = held.length === 0 ? undefined : clampWatcher(held);
  const predictor = new Predictor(network, { watcher });
  try {
    const first = predictor.read(Int32Array.from([...begin, ...read]), { B: 1 });
    const steps = predictor.steps(1, first.state);
    let { logits } = first;
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

/** N-gram models of a run's text: learned from its symbols, or read from an ARPA file. */
import { type ArpaModel, NgramCounts, type NgramModel, readArpa } from '../baselines/index.ts';
import { readText, type TextCodec, type TokenSource } from '../data/index.ts';
import { UnrollError } from '../util/errors.ts';

const PIECE = 1 << 14;

function* pieces(source: TokenSource): Generator<Int32Array> {
  const window = new Int32Array(PIECE);
  for (let at = 0; at < source.length; at += PIECE) {
    const ids = window.subarray(0, Math.min(PIECE, source.length - at));
    source.read(at, ids);
    yield ids;
  }
}

/** Modified Kneser-Ney over all symbols of a source. */
export function fitNgrams(
  source: TokenSource,
  { vocabulary }: TextCodec,
  options: { order: number; signal?: AbortSignal },
): NgramModel {
  const counts = new NgramCounts(vocabulary, options);
  for (const ids of pieces(source)) {
    options.signal?.throwIfAborted();
    counts.add(ids);
  }
  return counts.estimate();
}

export interface Sum {
  tokens: number;
  /** Σ −ln P */
  nats: number;
}

/** Every symbol but `<s>` after those before it. `ids` are the model's of the run's. */
export function measureNgrams(
  model: NgramModel,
  source: TokenSource,
  { vocabulary }: TextCodec,
  ids?: Int32Array,
): Sum {
  const bos = vocabulary.bos;
  const sum: Sum = { tokens: 0, nats: 0 };
  let state = model.start;
  for (const piece of pieces(source)) {
    const own = ids === undefined ? piece : piece.map((id) => ids[id]);
    const values = model.score(own, state);
    for (let k = 0; k < own.length; k++) {
      state = model.advance(state, own[k]);
      if (piece[k] === bos) continue;
      sum.tokens++;
      sum.nats -= values[k];
    }
  }
  return sum;
}

export interface NamedNgrams {
  model: NgramModel;
  /** By id of the run, the model's id of that symbol. */
  ids: Int32Array;
  /** Symbols of the run that the model does not name. */
  unknown: number;
}

/** An ARPA file for the symbols of a run. Error 'format' with the line, 'data' where none fits. */
export async function readNgrams(file: string, { vocabulary }: TextCodec): Promise<NamedNgrams> {
  const { model, names }: ArpaModel = readArpa((await readText(file)).split('\n'), `"${file}"`);
  const places = new Map(names.map((name, id) => [name, id]));
  const { bos, eos, unk } = vocabulary;
  const special = new Map([
    [bos, model.tokens.bos],
    [eos, model.tokens.eos],
    [unk, model.tokens.unk],
  ]);
  let unknown = 0;
  const ids = Int32Array.from({ length: vocabulary.size }, (_, id) => {
    const place = special.get(id) ?? places.get(vocabulary.token(id));
    if (place !== undefined) return place;
    unknown++;
    return model.tokens.unk;
  });
  if (unknown === vocabulary.size) {
    throw new UnrollError(
      'data',
      `"${file}" knows none of the run's symbols: it is for text that was cut otherwise`,
    );
  }
  return { model, ids, unknown };
}

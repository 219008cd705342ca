/** What a language model's next symbol depends on. */
import type { TextModel } from '../generate/text-model.ts';
import { checkAt, logProbability, type Question } from '../tasks/question.ts';
import { linear } from '../tensor/ops/linear.ts';
import { sliceRows } from '../tensor/ops/slice.ts';
import { UnrollError } from '../util/errors.ts';
import { quotedSymbol } from '../util/symbols.ts';
import { type Saliency, type SaliencyOptions, saliencyOf } from './saliency.ts';

/**
 * Of ln P of the symbol after the text: the most probable one, or `answer`. With `at`, of symbol number `at`
 * of the text (from 1) after those before it. Errors: 'usage' where nothing is read before it, 'data' for
 * a symbol that the model does not know.
 */
export function textSaliency(
  model: Pick<TextModel, 'network' | 'codec' | 'next'>,
  text: string,
  { replace, at, answer }: Omit<SaliencyOptions, 'target'> = {},
): Saliency {
  const { network, codec } = model;
  const { bos, unk } = codec.vocabulary;
  const all = codec.encode(text);
  checkAt(at, all.length, 'the symbols of the text');
  const before = at === undefined ? all : all.subarray(0, at - 1);
  const ids = Int32Array.of(...(bos === undefined ? [] : [bos]), ...before);
  if (ids.length === 0) {
    throw new UnrollError(
      'usage',
      'nothing is read before the first symbol of a text: give a longer text, or a larger at',
    );
  }
  const symbols = codec.tokenizer.split(text);
  // Where unknown symbols are written with several ids, names tell them apart.
  const names = () => Array.from(all, (id) => codec.vocabulary.token(id));
  const written = (symbols.length === all.length ? symbols : names()).slice(0, before.length);
  const likeliest = () => model.next(text, { top: 1 })[0].id;
  const target =
    answer === undefined ? (at === undefined ? likeliest() : all[at - 1]) : known(answer);
  const question: Question = {
    asks: `ln P(${quotedSymbol(codec.vocabulary.token(target))}) ${at === undefined ? 'after the text' : `as symbol ${at} of the text`}`,
    score(tape) {
      const { output } = network.features(tape, { inputs: ids, T: ids.length, B: 1 });
      const { weight, bias } = network.outputLayer();
      const logits = linear(tape, sliceRows(tape, output, ids.length - 1, 1), weight, bias);
      return logProbability(tape, logits, 0, target);
    },
    inputs: [
      {
        name: 'text',
        kinds: ['tokens'],
        of: 'embedding',
        positions: [...(bos === undefined ? [] : [codec.vocabulary.token(bos)]), ...written],
        by: 'rows',
        unknown: unk,
      },
    ],
  };
  return saliencyOf(network.parameters, question, replace);

  function known(symbol: string): number {
    const id = codec.vocabulary.has(symbol) ? codec.vocabulary.find(symbol) : undefined;
    if (id !== undefined) return id;
    throw new UnrollError(
      'data',
      `${quotedSymbol(symbol)} is none of the ${codec.vocabulary.size} symbols of this model`,
    );
  }
}

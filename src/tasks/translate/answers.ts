/** How translations are made from a trained network, and what is told of them. */
import { z } from 'zod';
import type { TextCodec } from '../../data/index.ts';
import type { Hypothesis } from '../../models/beam-search.ts';
import { copyUnknown } from '../../models/copy-unknown.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Prediction } from '../task.ts';

export const predictSchema = z.strictObject({
  /** Hypotheses that go on side by side; at least as many as are wanted. 1: the likeliest symbol at each step. */
  beam: z.int().positive().max(1000).default(5),
  /** α of the length normalisation; 0: the most probable sequence. */
  lengthPenalty: z.number().min(0).default(0.6),
  /** How many translations of each source. */
  nBest: z.int().positive().max(1000).default(1),
  /** The most symbols of a translation; absent: half as many again as the longest target of training. */
  maxLength: z.int().positive().optional(),
  /** Words that the target's vocabulary lacks are copied from where attention looks. */
  copyUnknown: z.boolean().default(false),
  /** Whether the weights of attention are told. */
  attention: z.boolean().default(false),
});
export type AnswerSettings = z.infer<typeof predictSchema>;

/** What the texts of hypotheses are made with. */
export interface Languages {
  source: TextCodec;
  target: TextCodec;
  /** Whether the network has attention. */
  attends: boolean;
}

/** Throws 'usage' for what this network or these symbols cannot do. */
export function checkAnswers(
  { copyUnknown: copies, attention }: AnswerSettings,
  { target, attends }: Languages,
): void {
  if ((copies || attention) && !attends) {
    const what = copies ? 'copying unknown words' : 'showing attention';
    throw new UnrollError(
      'usage',
      `${what} needs a network with attention, and this one has none: train one with --attention general, or leave the option out`,
    );
  }
  if (copies && target.vocabulary.unk === undefined) {
    throw new UnrollError(
      'usage',
      `there are no unknown words to copy: targets at level ${target.options.level} have no <unk>`,
    );
  }
}

/** The symbols of the source as they were written, one string a step; one empty one where there is none. */
export function symbolsOf(text: string, codec: TextCodec): string[] {
  const symbols = codec.tokenizer.split(text);
  return symbols.length > 0 ? symbols : [''];
}

export function textOf(
  hypothesis: Hypothesis,
  text: string,
  { copies, source, target }: Pick<Languages, 'source' | 'target'> & { copies: boolean },
): string {
  const { unk } = target.vocabulary;
  if (!copies || unk === undefined || !hypothesis.ids.includes(unk)) {
    return target.decode(hypothesis.ids);
  }
  const token = (id: number) => target.vocabulary.token(id);
  const copied = { unknown: unk, source: symbolsOf(text, source), token };
  return target.tokenizer.join(copyUnknown(hypothesis, copied));
}

/** The best first; with further ones under "hypotheses" where more than one is wanted. */
export function predictionOf(
  hypotheses: readonly Hypothesis[],
  text: string,
  settings: AnswerSettings,
  { source, target }: Languages,
): Prediction {
  const { nBest, copyUnknown: copies, attention } = settings;
  const answers = hypotheses.map((one) => ({
    translation: textOf(one, text, { copies, source, target }),
    log_probability: one.logProbability,
    score: one.score,
    ended: one.ended,
    ...(attention
      ? {
          symbols: Array.from(one.ids, (id) => target.vocabulary.token(id)),
          attention: (one.attention ?? []).map((row) => Array.from(row)),
        }
      : {}),
  }));
  return {
    ...answers[0],
    ...(attention ? { source_symbols: symbolsOf(text, source) } : {}),
    ...(nBest > 1 ? { hypotheses: answers } : {}),
  };
}

/** The translation; several parted by tabs, the best first. */
export function describe({ translation, hypotheses }: Prediction): string {
  const all = (hypotheses ?? [{ translation }]) as readonly { translation: string }[];
  return all.map((one) => one.translation).join('\t');
}

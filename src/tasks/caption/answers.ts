/** How captions are made from a trained network. */
import { z } from 'zod';
import { samplingChoice } from '../../generate/sampling-choice.ts';
import type { CaptionStart, CaptionWriter } from '../../models/caption-writer.ts';
import type { Written } from '../../models/row-decoder.ts';
import { UnrollError } from '../../util/errors.ts';

export const predictSchema = z.strictObject({
  /** Captions are drawn; absent: the likeliest symbol at each step, or what a beam finds. */
  temperature: z.number().min(0).max(1000).optional(),
  /** Draws among so many symbols only; 0: all. */
  topK: z.int().min(0).optional(),
  /** Of what is drawn. */
  seed: z.int().min(0).default(1),
  /** Hypotheses that go on side by side; at least as many as are wanted. */
  beam: z.int().positive().max(1000).optional(),
  /** α of the length normalisation of a beam. */
  lengthPenalty: z.number().min(0).optional(),
  /** How many captions of each. */
  nBest: z.int().positive().max(1000).default(1),
  /** The most symbols of a caption; absent: half as many again as the longest of training. */
  maxLength: z.int().positive().optional(),
  /** What captions begin with, where a record does not say it. */
  prime: z.string().optional(),
});
export type CaptionSettings = z.infer<typeof predictSchema>;

/** Throws 'usage' for settings that would be ignored. */
export function checkSettings({ temperature, topK, beam, lengthPenalty }: CaptionSettings): void {
  const searched = beam !== undefined || lengthPenalty !== undefined;
  if (temperature !== undefined && searched) {
    throw new UnrollError(
      'usage',
      'captions are either drawn (--temperature) or searched with a beam (--beam, --length-penalty): leave one of them out',
    );
  }
  if (topK !== undefined && temperature === undefined) {
    throw new UnrollError('usage', '--top-k is for drawing: give --temperature too');
  }
}

/** Ids of the symbols that begin and end. */
export interface Ends {
  bos: number;
  eos: number;
  /** Where no other length is asked for. */
  maxLength: number;
}

export interface MadeCaption extends Written {
  /** Of what a beam found. */
  logProbability?: number;
  score?: number;
}

/**
 * The captions of each beginning, the best first. `numbers` are those of the beginnings among all that are asked
 * for, which decide what is drawn.
 */
export function makeCaptions(
  writer: CaptionWriter,
  start: CaptionStart,
  settings: CaptionSettings,
  { bos, eos: last, maxLength: usual, numbers }: Ends & { numbers: readonly number[] },
): MadeCaption[][] {
  const { temperature, topK, seed, beam, lengthPenalty: alpha, nBest: n } = settings;
  const { maxLength = usual } = settings;
  const banned = [bos];
  if (temperature === undefined) {
    const K = Math.max(beam ?? (alpha === undefined ? 1 : 5), n);
    return writer.beam(start, { last, maxLength, banned, beam: K, alpha, n });
  }
  const draw = samplingChoice(writer.vocabularySize, { temperature, topK, seed, banned });
  const drawn = Array.from({ length: n }, (_, k) =>
    writer.write(start, {
      last,
      maxLength,
      choose: (logits, offset, b) => draw(logits, offset, numbers[b] * n + k),
    }),
  );
  return numbers.map((_, b) => drawn.map((captions) => captions[b]));
}

/** What a transcription depends on: ln P of its labels over all alignments (CTC). */
import type { TextCodec } from '../../data/index.ts';
import type { Transcriber, TranscriptionTraining } from '../../models/transcriber.ts';
import { scale } from '../../tensor/ops/arithmetic.ts';
import type { Question } from '../question.ts';

export interface AskedTranscription {
  network: Transcriber;
  codec: TextCodec;
  /** Of one sequence with its labels. */
  batch: TranscriptionTraining;
  /** When a frame begins, for people. */
  when: (frame: number) => string;
}

export function transcriptionQuestion({
  network,
  codec,
  batch,
  when,
}: AskedTranscription): Question {
  const { stackFrames: k, vectors: F } = network.config;
  const [labels] = batch.labels;
  const columns = Array.from({ length: F }, (_, f) => `${f + 1}`);
  return {
    asks: `ln P(${codec.decode(Int32Array.from(labels))})`,
    score: (tape) => scale(tape, network.loss(tape, batch, { reduction: 'sum' }), -1),
    inputs: [
      {
        name: 'frames',
        kinds: ['vectors'],
        of: 'embedding',
        positions: Array.from({ length: Math.ceil(batch.T / k) }, (_, s) => when(s * k)),
        by: 'rows',
        ...(k === 1 ? { columns } : {}),
      },
    ],
  };
}

/** What a caption, or one symbol of it, depends on, as something to be differentiated. */
import type { LabelTable, TextCodec } from '../../data/index.ts';
import type { Captioner, CaptionTraining } from '../../models/captioner.ts';
import {
  checkAt,
  type Question,
  type QuestionInput,
  type QuestionOptions,
  sequenceLogProbability,
} from '../question.ts';

export interface AskedCaption {
  network: Captioner;
  codec: TextCodec;
  labels?: LabelTable;
  /** Of one caption, which is `ids` with its end. */
  batch: CaptionTraining;
  ids: Int32Array;
  /** How many of the ids were given. */
  given: number;
}

export function captionQuestion(
  { network, codec, labels, batch, ids, given }: AskedCaption,
  { at }: QuestionOptions,
): Question {
  checkAt(at, ids.length, 'the symbols of the caption and its end');
  const { vocabulary } = codec;
  const token = (id: number) => vocabulary.token(id);
  const text = codec.decode(ids.slice(0, -1));
  const written: QuestionInput = {
    name: 'written',
    kinds: ['tokens'],
    of: 'embedding',
    positions: [token(vocabulary.bos ?? 0), ...Array.from(ids.slice(0, -1), token)],
    by: 'rows',
    unknown: vocabulary.unk,
  };
  return {
    asks:
      at === undefined ? `ln P(${text})` : `ln P(${token(ids[at - 1])}), symbol ${at} of ${text}`,
    score(tape) {
      const { logits } = network.forward(tape, batch);
      return sequenceLogProbability(tape, logits, ids, { at, from: given });
    },
    inputs: [...conditionInput(network, batch, labels), written],
  };
}

function conditionInput(
  { config }: Captioner,
  { condition = [] }: CaptionTraining,
  labels: LabelTable | undefined,
): QuestionInput[] {
  const where = { kinds: ['condition'] as const, of: '' };
  switch (config.condition) {
    case 'none':
      return [];
    case 'label': {
      const name = labels?.label(condition[0]) ?? `${condition[0]}`;
      return [{ ...where, name: 'label', positions: [name], by: 'all' }];
    }
    case 'vector': {
      const positions = Array.from({ length: condition.length }, (_, f) => `${f + 1}`);
      return [{ ...where, name: 'vector', positions, by: 'columns' }];
    }
    default:
      return config.condition satisfies never;
  }
}

/** Texts and sequences of vectors as what a recurrent classifier reads. */

import type { SparseRow } from '../../baselines/index.ts';
import { placeOf, type Standardiser, type TextCodec, wrongAt } from '../../data/index.ts';
import type { Classifier, ClassifierBatch } from '../../models/classifier.ts';
import { NOTHING } from '../../models/token-stack.ts';
import { batchOfSequences, type InputSequence } from '../sequences.ts';
import { joinedRows, NO_FEATURES } from '../wide.ts';
import type { Input } from './model.ts';
import type { ClassifyRecord } from './records.ts';

/** Texts have a codec, vectors a scale. */
export interface SequenceEncodings {
  codec?: TextCodec;
  frames?: Standardiser;
  /** What the wide part reads of a text. */
  features?: (text: string) => SparseRow;
}

export function sequenceInput(
  network: Classifier,
  { codec, frames, features }: SequenceEncodings,
): Input<InputSequence, ClassifierBatch> {
  return {
    encode: ({ text = '', frames: numbers = [], width, place }: ClassifyRecord) => {
      if (frames === undefined) {
        const ids = codec?.encode(text, { name: placeOf(place) }) ?? new Int32Array();
        const wide = features && { features: features(text) };
        if (ids.length === 0) return { T: 1, ids: Int32Array.of(NOTHING), ...wide };
        const symbols = () => codec?.tokenizer.split(text) ?? [];
        return { T: ids.length, ids, symbols, ...wide };
      }
      if (width !== frames.width) {
        throw wrongAt(
          place,
          `expected vectors of ${frames.width} numbers as in training but found ${width}`,
        );
      }
      const vectors = Float32Array.from(numbers);
      frames.apply(vectors);
      return { T: vectors.length / width, vectors };
    },
    length: ({ T }) => T,
    batch: (examples) => ({
      ...batchOfSequences(examples),
      ...(features && { features: joinedRows(examples.map((one) => one.features ?? NO_FEATURES)) }),
    }),
    forward: (tape, batch) => network.forward(tape, batch),
    positions({ T, ids, symbols }) {
      const where = { of: 'embedding', by: 'rows' as const };
      if (codec === undefined) {
        const columns = Array.from({ length: frames?.width ?? 0 }, (_, f) => `${f + 1}`);
        const positions = Array.from({ length: T }, (_, t) => `${t + 1}`);
        return { ...where, name: 'vectors', kinds: ['vectors'], positions, columns };
      }
      const { vocabulary } = codec;
      const named = () => Array.from(ids ?? [], (id) => (id < 0 ? '' : vocabulary.token(id)));
      const written = symbols?.() ?? [];
      // Where unknown symbols are written with several ids, names tell them apart.
      const positions = written.length === T ? written : named();
      return { ...where, name: 'text', kinds: ['tokens'], positions, unknown: vocabulary.unk };
    },
  };
}

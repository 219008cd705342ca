/** Texts and sequences of vectors as what a recurrent classifier reads. */
import { placeOf, type Standardiser, type TextCodec, wrongAt } from '../../data/index.ts';
import type { Classifier } from '../../models/classifier.ts';
import { NOTHING } from '../../models/token-stack.ts';
import type { SequencesBatch } from '../../models/trainable.ts';
import { batchOfSequences, type InputSequence } from '../sequences.ts';
import type { Input } from './model.ts';
import type { ClassifyRecord } from './records.ts';

/** Texts have a codec, vectors a scale. */
export interface SequenceEncodings {
  codec?: TextCodec;
  frames?: Standardiser;
}

export function sequenceInput(
  network: Classifier,
  { codec, frames }: SequenceEncodings,
): Input<InputSequence, SequencesBatch> {
  return {
    encode: ({ text = '', frames: numbers = [], width, place }: ClassifyRecord) => {
      if (frames === undefined) {
        const ids = codec?.encode(text, { name: placeOf(place) }) ?? new Int32Array();
        if (ids.length === 0) return { T: 1, ids: Int32Array.of(NOTHING) };
        return { T: ids.length, ids, symbols: () => codec?.tokenizer.split(text) ?? [] };
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
    batch: batchOfSequences,
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

/** Tags without delay: each step is answered before the next one is read. */
import { type LabelTable, type Place, parseNumber, shown, wrongAt } from '../../data/index.ts';
import { TagStream } from '../../models/tag-stream.ts';
import type { Tagger } from '../../models/tagger.ts';
import { UnrollError } from '../../util/errors.ts';
import { exp } from '../../util/maths.ts';
import { largest } from '../largest.ts';
import type { TaskStream } from '../task.ts';
import type { TagModel } from './model.ts';
import type { TagRecord } from './records.ts';

interface Parts extends Pick<TagModel, 'encode' | 'batch'> {
  labels: LabelTable;
  /** Of frames; absent: steps are words. */
  width?: number;
}

/**
 * Throws 'unsupported' for a bidirectional tagger, one with a CRF, one of words with vectors, and one with windows of words.
 */
export function tagStream(network: Tagger, { encode, batch, labels, width }: Parts): TaskStream {
  if (network.config.wide > 0) {
    throw new UnrollError(
      'unsupported',
      'the tags also depend on the two words after each (wide), which have not come yet: give whole sentences, or train without --wide',
    );
  }
  if (width !== undefined && network.vocabularySize > 0) {
    throw new UnrollError(
      'unsupported',
      'steps of words with vectors are not read one by one: give whole records as JSONL',
    );
  }
  const stream = new TagStream(network);
  let state = stream.initialState();
  let step = 0;
  return {
    step(input, place = { name: 'the stream', line: step + 1 }) {
      const record = width === undefined ? wordOf(input, place) : frameOf(input, place);
      const { inputs, letters, vectors } = batch([encode(record, { labelled: false })]);
      const answer = stream.step(state, { inputs, letters, vectors });
      const probabilities = Array.from(answer.logProbabilities, (x) => exp(x));
      state = answer.state;
      const best = largest(probabilities);
      step++;
      return {
        ...(record.tokens === undefined ? { step } : { token: record.tokens[0] }),
        tag: labels.label(best),
        probability: probabilities[best],
        probabilities: named(probabilities, labels),
      };
    },
    end() {
      state = stream.initialState();
      step = 0;
    },
    close: () => stream.close(),
  };
}

function wordOf(input: unknown, place: Place): TagRecord {
  const token = typeof input === 'string' ? input.trim() : '';
  if (token !== '') return { tokens: [token], place };
  throw wrongAt(place, `expected a word but received ${shown(input)}`);
}

/** A list of numbers, or a line of them between commas or white space, with brackets or without. */
function frameOf(input: unknown, place: Place): TagRecord {
  const fields =
    typeof input === 'string'
      ? input
          .trim()
          .replace(/^\[|\]$/g, '')
          .trim()
          .split(/\s*,\s*|\s+/)
      : input;
  const frames = Array.isArray(fields)
    ? fields.map((x) => (typeof x === 'string' ? parseNumber(x) : x))
    : [];
  const good = (x: unknown): x is number =>
    typeof x === 'number' && Number.isFinite(Math.fround(x));
  if (frames.length > 0 && frames.every(good)) return { frames, width: frames.length, place };
  throw wrongAt(
    place,
    `expected the numbers of a frame, such as 0.5, -1, but received ${shown(input)}`,
  );
}

/** `{ NOUN: 0.9, … }` */
export function named(row: ArrayLike<number>, labels: LabelTable): Record<string, number> {
  return Object.fromEntries(labels.labels.map((label, k) => [label, row[k]]));
}

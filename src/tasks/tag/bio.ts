/**
 * Tags in the form BIO: O outside, B-x at the first step of a span of type x, I-x at those that follow.
 * Where data are BIO, a sequence that breaks it is an error, and a CRF gives such sequences no probability.
 */
import { shown, wrongAt } from '../../data/index.ts';
import { stepPlace, type TagData, type TagRecord } from './records.ts';

const BIO = /^(?:O|[BI]-.+)$/su;
const SPANS = /^(?:O|[BIES]-.+)$/su;

/** Whether tags are spans in some scheme, so that spans can be counted. */
export function areSpans(labels: readonly string[]): boolean {
  return labels.every((label) => SPANS.test(label)) && labels.some((label) => label !== 'O');
}

/** As the setting `scheme` says; `auto`: every tag is O, B-x or I-x, and there is a B-x. */
export function isBio(records: readonly TagRecord[], scheme: TagData['scheme']): boolean {
  if (scheme !== 'auto') return scheme === 'bio';
  let begins = false;
  for (const { tags = [] } of records) {
    for (const tag of tags) {
      if (!BIO.test(tag)) return false;
      begins ||= tag.startsWith('B-');
    }
  }
  return begins;
}

/** Throws 'data' naming file, line and remedy for tags that break BIO. */
export function checkBio(record: TagRecord): void {
  const { tags = [], tokens, lines } = record;
  const whole = 'or take tags as they are with --scheme none';
  for (let t = 0; t < tags.length; t++) {
    const step = lines === undefined ? ` of step ${t + 1}` : '';
    const word = tokens === undefined ? '' : ` of ${shown(tokens[t])}`;
    if (!BIO.test(tags[t])) {
      throw wrongAt(
        stepPlace(record, t),
        `the tag ${shown(tags[t])}${word}${step} is not O, B-… or I-…; mend it, ${whole}`,
      );
    }
    if (!tags[t].startsWith('I-')) continue;
    const type = tags[t].slice(2);
    const before = t === 0 ? 'O' : tags[t - 1];
    if (before !== 'O' && before.slice(2) === type) continue;
    const after = t === 0 ? 'begins a sequence' : `follows ${shown(before)}`;
    throw wrongAt(
      stepPlace(record, t),
      `the tag ${shown(tags[t])}${word}${step} ${after}, which breaks BIO: a span begins with B-; write ${shown(`B-${type}`)}, ${whole}`,
    );
  }
}

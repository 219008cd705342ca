/**
 * Level jamo: code points, with each Hangul syllable taken apart into its two or three conjoining
 * jamo (Unicode standard, section 3.12: arithmetic, no tables). Lossless for any text: a conjoining
 * jamo that stands in the text by itself is a symbol of its own, written with a dotted circle
 * (`◌ᆨ`), so that only jamo that came from a syllable are put together again.
 */
import { codePointSplitter, lowerCasePoints } from './char.ts';
import { type Emit, type Joiner, specialText, type Tokenizer, tokenizerFrom } from './tokenizer.ts';

const S = 0xac00;
const L = 0x1100;
const V = 0x1161;
const T = 0x11a7; // one before the first final: 0 is no final
const lCount = 19;
const vCount = 21;
const tCount = 28;
const sCount = lCount * vCount * tCount;
const circle = '◌';

type Part = 'initial' | 'vowel' | 'final' | undefined;

/** Which part of a syllable a code unit can be (modern jamo only; others never combine here). */
function part(unit: number): Part {
  if (unit >= L && unit < L + lCount) return 'initial';
  if (unit >= V && unit < V + vCount) return 'vowel';
  if (unit > T && unit < T + tCount) return 'final';
  return undefined;
}

function decompose(emit: Emit): Emit {
  return (point) => {
    const unit = point.charCodeAt(0);
    const index = unit - S;
    if (index >= 0 && index < sCount) {
      const final = index % tCount;
      emit(String.fromCharCode(L + Math.floor(index / (vCount * tCount))));
      emit(String.fromCharCode(V + (Math.floor(index / tCount) % vCount)));
      if (final > 0) emit(String.fromCharCode(T + final));
    } else emit(part(unit) === undefined ? point : circle + point);
  };
}

/** Jamo wait until their syllable is complete; parts that fit nowhere are given out as they are. */
function jamoJoiner(): Joiner {
  let waiting = ''; // '', an initial, or a syllable without a final
  const flush = () => {
    const text = waiting;
    waiting = '';
    return text;
  };
  return {
    push(token) {
      const unit = token.charCodeAt(0);
      const kind = token.length === 1 ? part(unit) : undefined;
      const before = waiting === '' ? 0 : waiting.charCodeAt(0);
      if (kind === 'initial') {
        const text = flush();
        waiting = token;
        return text;
      }
      if (kind === 'vowel' && part(before) === 'initial') {
        waiting = String.fromCharCode(S + ((before - L) * vCount + unit - V) * tCount);
        return '';
      }
      if (kind === 'final' && before >= S) {
        waiting = '';
        return String.fromCharCode(before + unit - T);
      }
      const loose = token.length === 2 && token[0] === circle;
      return flush() + (specialText(token, '\ufffd') ?? (loose ? token[1] : token));
    },
    end: flush,
  };
}

export function jamoTokenizer({ lowerCase = false } = {}): Tokenizer {
  return tokenizerFrom(
    'jamo',
    () => {
      const points = codePointSplitter();
      const into = (emit: Emit) => (lowerCase ? lowerCasePoints(decompose(emit)) : decompose(emit));
      return {
        push: (text, emit) => points.push(text, into(emit)),
        end: (emit) => points.end(into(emit)),
      };
    },
    jamoJoiner,
  );
}

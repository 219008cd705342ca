/**
 * Level word, split 'unicode': text is cut at white space, and what stands between as
 * `Intl.Segmenter` finds words in any language; unless punctuation is off, every other sign is a
 * symbol of its own.
 *
 * White space is no symbol: symbols stand apart by one space, and a sign that touches its neighbour
 * carries a joiner ￭ on that side: `"Yes," he said` is `"￭` `Yes` `￭,` `￭"` `he` `said`. So decoding
 * restores the text up to runs of white space. Words bear a joiner only where they touch a word
 * before them (Japanese, Thai). A line end is `</s>`, in documents `\n`.
 */
import {
  BOS,
  type Emit,
  EOS,
  type Joiner,
  ownCopy,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';
import { type RunReceiver, runSplitter } from './white-space.ts';

const joinMark = '￭';
/** A joiner sign in the text itself becomes this look-alike, as in OpenNMT's tokenizer. */
const joinMarkInText = '■';
/** How many runs of text are remembered with their symbols: words come again and again. */
const mostRemembered = 1 << 13;
const mostQueued = 1 << 12;
/** The segmenter takes longer per word the longer its text is. */
const mostAtOnce = 1 << 10;

/** One word of ASCII (UAX 29, WB5 to WB10) or of Hangul, and signs that end it: a short cut with the segmenter's result. */
const plainRun = /^([A-Za-z0-9]+|[\uac00-\ud7a3]+)([.,!?;:"')]*)$/;

export interface WordOptions {
  punctuation?: boolean;
  lowerCase?: boolean;
  /** The symbol of a line end. */
  lineEnd?: string;
}

function wordSplitter({
  punctuation = true,
  lowerCase = false,
  lineEnd = EOS,
}: WordOptions): Splitter {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  const runs = runSplitter();
  const remembered = new Map<string, string[]>();

  /** What was read but not given out yet; line ends are '\n'. */
  let queue: { run: string; continued: boolean; tokens?: string[] }[] = [];

  /** The symbols of a run that needs no segmenter. */
  function plain(run: string): string[] | undefined {
    const [, word, signs] = plainRun.exec(run) ?? [];
    if (word === undefined) return undefined;
    const tokens = [lowerCase ? word.toLowerCase() : word];
    if (punctuation) for (const sign of signs) tokens.push(joinMark + sign);
    return tokens;
  }

  /** Remembers the symbols of runs, each of which ends with a line end in `text`. */
  function learn(text: string): void {
    let run = '';
    let tokens: string[] = [];
    let touching: 'nothing' | 'word' | 'sign' = 'nothing';
    for (const { segment, isWordLike } of segmenter.segment(text)) {
      if (segment === '\n') {
        remembered.set(ownCopy(run), tokens.map(ownCopy));
        run = '';
        tokens = [];
        touching = 'nothing';
        continue;
      }
      run += segment;
      if (isWordLike) {
        if (touching === 'sign') tokens.push(tokens.pop() + joinMark);
        const word = lowerCase ? segment.toLowerCase() : segment;
        tokens.push(touching === 'word' ? joinMark + word : word);
        touching = 'word';
      } else if (punctuation) {
        const sign = segment === joinMark ? joinMarkInText : segment;
        tokens.push(touching === 'nothing' ? sign : joinMark + sign);
        touching = 'sign';
      } else touching = 'nothing';
    }
  }

  /** New runs go to the segmenter many at a time: starting it costs more than a word. */
  function learnQueue(): void {
    if (remembered.size >= mostRemembered) remembered.clear();
    const unknown = new Set<string>();
    for (const { run, tokens } of queue) {
      if (run !== '\n' && tokens === undefined && !remembered.has(run)) unknown.add(run);
    }
    let text = '';
    for (const run of unknown) {
      text += `${run}\n`;
      if (text.length > mostAtOnce) {
        learn(text);
        text = '';
      }
    }
    if (text !== '') learn(text);
  }

  function flush(emit: Emit): void {
    learnQueue();
    for (const { run, continued, tokens = remembered.get(run) } of queue) {
      if (run === '\n') emit(lineEnd);
      else {
        tokens?.forEach((token, place) => {
          const joined = continued && place === 0 && !token.startsWith(joinMark);
          emit(joined ? joinMark + token : token);
        });
      }
    }
    queue = [];
  }

  const receive = (emit: Emit): RunReceiver => ({
    run(run, continued) {
      queue.push({ run, continued, tokens: plain(run) });
      if (queue.length >= mostQueued) flush(emit);
    },
    newline: () => void queue.push({ run: '\n', continued: false }),
  });

  return {
    push: (piece, emit) => runs.push(piece, receive(emit)),
    end(emit) {
      runs.end(receive(emit));
      flush(emit);
    },
  };
}

/** Puts one space between words, none at a joiner or at the start of a line. */
export function wordJoiner(lineEnd = EOS): Joiner {
  let open = true; // nothing needs a space before it
  return {
    push(token) {
      if (token === BOS || token === EOS || token === lineEnd) {
        open = true;
        return token === BOS ? '' : '\n';
      }
      const [left, body, right] = parts(token);
      const text = open || left ? body : ` ${body}`;
      open = right;
      return text;
    },
    end: () => '',
  };
}

function parts(token: string): [left: boolean, body: string, right: boolean] {
  const left = token.length > 1 && token.startsWith(joinMark);
  const body = left ? token.slice(1) : token;
  const right = body.length > 1 && body.endsWith(joinMark);
  return [left, right ? body.slice(0, -1) : body, right];
}

/** The same word or sign with other joiners, for one that is not in a vocabulary. */
function variants(token: string): string[] {
  const [, body] = parts(token);
  return [body, joinMark + body, body + joinMark, joinMark + body + joinMark];
}

export function wordTokenizer(options: WordOptions): Tokenizer {
  return {
    ...tokenizerFrom(
      'word',
      () => wordSplitter(options),
      () => wordJoiner(options.lineEnd),
    ),
    variants,
  };
}

/** `unroll score RUN [TEXT...]`: log-probability by the chain rule; several texts are ranked. */
import type { Command } from 'commander';
import { readText } from '../../data/read-text.ts';
import type { LineScore, Score, TextModel, TokenScore, Totals } from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';
import { quotedSymbol } from '../../util/symbols.ts';
import { table } from '../../util/text-table.ts';
import { count, figures } from '../format.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  textOrStdin,
  withModel,
} from '../model.ts';
import { choice, whole } from '../values.ts';

const orders = ['likely', 'surprise', 'none'] as const;

interface ScoreFlags extends ModelFlags {
  file?: string;
  encoding?: Encoding;
  lines?: true;
  sort?: (typeof orders)[number];
  top?: number;
  tokens?: boolean;
}

/** A single text up to this many symbols is listed symbol by symbol unless --no-tokens says not to. */
const SHORT = 200;

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('[text...]', 'texts to score; several are ranked; - reads standard input');
  command.optionsGroup('Texts:');
  command.option('--file <file>', 'score a text file');
  addEncodingFlag(command);
  command
    .option('--lines', 'each line of the text is a text of its own, and they are ranked')
    .option(
      '--sort <order>',
      'several texts: likely (most probable first), surprise (most bits per symbol first) or none (default: likely)',
      choice('--sort', orders),
    )
    .option('--top <n>', 'list only the first n', whole('--top', 1, 1e9));
  addModelFlags(command);
  command.optionsGroup('Output:');
  command
    .option('--tokens', `list every symbol (default: for one text of up to ${SHORT})`)
    .option('--no-tokens', 'list no symbols')
    .option('--json', 'one JSON object per text on standard output');
  command.addHelpText(
    'after',
    `
Examples:
  unroll score runs/book "It was the best of times"
  unroll score runs/book "the apple and pear salad" "the apple and pair salad"
  unroll score runs/log --file today.log --lines --sort surprise --top 20    # odd lines first
  cat essay.txt | unroll score runs/book -`,
  );
  command.action(async (run: string, texts: string[], flags: ScoreFlags) => {
    checkCombinations(texts, flags);
    const given = texts.length > 0 || flags.file !== undefined ? texts : ['-'];
    const read = await Promise.all(given.map((text) => textOrStdin(io, text)));
    if (read.includes(''))
      throw new UnrollError('data', 'there is nothing to score: a text is empty');
    await withModel(io, run, flags, async (model) => {
      const { file, encoding, lines = false, tokens } = flags;
      if (file !== undefined && !lines && !tokens) {
        showTotals(io, await model.evaluate({ file }, { encoding }), { file }, flags);
        return;
      }
      if (file !== undefined) read.push(await readText(file, { encoding }));
      const list = lines ? read.flatMap(splitLines) : read;
      if (list.length === 1 && !lines) showOne(io, model.score(list[0]), flags);
      else showRanked(io, model, list, flags);
    });
    done(0);
  });
}

function checkCombinations(
  texts: readonly string[],
  { file, encoding, lines, sort, top }: ScoreFlags,
): void {
  const wrong = (message: string) => new UnrollError('usage', message);
  if (file !== undefined && texts.length > 0) {
    throw wrong('give either --file or TEXT, not both');
  }
  if (encoding !== undefined && file === undefined) throw wrong('--encoding belongs to --file');
  if (!lines && texts.length < 2) {
    if (sort !== undefined) throw wrong('--sort is for several texts: add --lines');
    if (top !== undefined) throw wrong('--top is for several texts: add --lines');
  }
}

/** The lines that hold something. */
function splitLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.length > 0);
}

function showOne(io: Io, score: Score, { json, tokens }: ScoreFlags): void {
  const listed = tokens ?? (json || score.tokenScores.length <= SHORT);
  if (json) {
    writeJson(io.stdout, record(listed ? score : { ...score, tokenScores: undefined }));
    return;
  }
  if (listed) writeLine(io.stdout, tokenTable(score.tokenScores));
  showTotals(io, score, {}, { json });
}

function tokenTable(tokenScores: readonly TokenScore[]): string {
  const rows = tokenScores.map(({ token, logProbability }) => [
    quotedSymbol(token),
    figures(Math.exp(logProbability)),
    figures(logProbability),
    figures(-logProbability / Math.LN2),
  ]);
  return table([['symbol', 'P', 'ln P', 'bits'], ...rows], ['left', 'right', 'right', 'right']);
}

function showTotals(
  io: Io,
  totals: Totals,
  source: { file?: string },
  { json }: { json?: boolean },
): void {
  if (json) writeJson(io.stdout, { ...source, ...totalsRecord(totals) });
  else for (const line of totalsLines(totals)) writeLine(io.stdout, line);
}

/** Totals as people read them; also those of `unroll eval`. */
export function totalsLines(totals: Totals): string[] {
  const { tokens, characters, unknown, logProbability, loss, perplexity } = totals;
  return [
    `symbols             ${count(tokens)} (${count(characters)} characters${unknown > 0 ? `, ${count(unknown)} symbols unknown to the model` : ''})`,
    `ln P                ${figures(logProbability)}`,
    `loss                ${figures(loss)} nats per symbol`,
    `perplexity          ${figures(perplexity)}`,
    `bits per character  ${figures(totals.bitsPerCharacter)}`,
  ];
}

export function totalsRecord(totals: Totals) {
  const { tokens, characters, unknown, logProbability, loss, perplexity } = totals;
  return {
    tokens,
    characters,
    unknown,
    log_probability: logProbability,
    loss,
    perplexity,
    bits_per_char: totals.bitsPerCharacter,
  };
}

function showRanked(io: Io, model: TextModel, lines: string[], flags: ScoreFlags): void {
  if (lines.length === 0)
    throw new UnrollError('data', 'there is no line to score: the text is empty');
  const { sort = 'likely', json, tokens = false, top } = flags;
  const ranked = model.rank(lines, { by: sort, top, tokens });
  if (json) {
    ranked.forEach((score, i) => {
      writeJson(io.stdout, { rank: i + 1, line: score.line, ...record(score) });
    });
    return;
  }
  const rows = ranked.map((score: LineScore, i) => [
    `${i + 1}`,
    `${score.line}`,
    figures(score.logProbability),
    figures(score.loss / Math.LN2),
    figures(score.bitsPerCharacter),
    score.text,
  ]);
  const head = ['', 'line', 'ln P', 'bits/symbol', 'bits/char', 'text'];
  const sides = ['right', 'right', 'right', 'right', 'right', 'left'] as const;
  writeLine(io.stdout, table([head, ...rows], sides));
  for (const { text, tokenScores } of ranked) {
    if (tokenScores) writeLine(io.stdout, `\n${text}\n${tokenTable(tokenScores)}`);
  }
}

function record({
  text,
  tokenScores,
  ...totals
}: Totals & { text: string; tokenScores?: TokenScore[] }) {
  const list = tokenScores?.map(({ token, id, logProbability }) => ({
    token,
    id,
    log_probability: logProbability,
  }));
  return { text, ...totalsRecord(totals), ...(list && { token_scores: list }) };
}

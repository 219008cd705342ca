/** `unroll next RUN TEXT`: the distribution of what comes after a text. */
import type { Command } from 'commander';
import type { NextSymbol, TextModel } from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';
import { quotedSymbol } from '../../util/symbols.ts';
import { table } from '../../util/text-table.ts';
import { figures } from '../format.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { addModelFlags, type ModelFlags, runArgument, textOrStdin, withModel } from '../model.ts';
import { unescapeText, whole } from '../values.ts';

interface NextFlags extends ModelFlags {
  top: number;
  of?: string;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('[text]', 'what came before; - reads standard input; none: the very start');
  command
    .option('--top <n>', 'how many symbols to list', whole('--top', 1, 1e9), 10)
    .option('--of <symbol>', 'only this symbol; \\n is a line break', unescapeText)
    .option('--json', 'one JSON object on standard output');
  addModelFlags(command);
  command.addHelpText(
    'after',
    `
Examples:
  unroll next runs/book "Once upon a tim"
  unroll next runs/words "Thanks for all" --of fish    # P(fish | Thanks for all)`,
  );
  command.action(async (run: string, text: string | undefined, flags: NextFlags) => {
    const before = await textOrStdin(io, text ?? '');
    await withModel(io, run, flags, async (model) => {
      const found = symbols(model, before, flags);
      if (flags.json) writeJson(io.stdout, { text: before, next: found.map(record) });
      else writeLine(io.stdout, table(rows(found), ['right', 'left', 'right', 'right']));
    });
    done(0);
  });
}

interface Ranked extends NextSymbol {
  rank: number;
}

function symbols(model: TextModel, text: string, { top, of }: NextFlags): Ranked[] {
  const all = of !== undefined;
  const ranked = model
    .next(text, { top: all ? Number.MAX_SAFE_INTEGER : top })
    .map((symbol, i) => ({ ...symbol, rank: i + 1 }));
  if (!all) return ranked;
  const found = ranked.filter(({ token }) => token === of);
  if (found.length === 0) {
    throw new UnrollError(
      'data',
      `${quotedSymbol(of)} is none of the ${ranked.length} symbols that can come next in this model: ` +
        'unroll score gives the probability of longer texts',
    );
  }
  return found;
}

function rows(found: readonly Ranked[]): string[][] {
  return [
    ['', 'symbol', 'P', 'ln P'],
    ...found.map(({ rank, token, probability, logProbability }) => [
      `${rank}`,
      quotedSymbol(token),
      figures(probability),
      figures(logProbability),
    ]),
  ];
}

function record({ rank, token, id, probability, logProbability }: Ranked) {
  return { rank, token, id, probability, log_probability: logProbability };
}

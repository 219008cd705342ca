/** `unroll explain RUN TEXT`: every number of a small model's forward pass, loss and gradients. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { TextModel } from '../../index.ts';
import type { Explanation } from '../../inspect/explain-record.ts';
import { UnrollError } from '../../util/errors.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { addModelFlags, type ModelFlags, runArgument, textOrStdin, withModel } from '../model.ts';
import { whole } from '../values.ts';

interface ExplainFlags extends ModelFlags {
  html?: string;
  units?: number;
  steps?: number;
  symbols?: number;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('<text>', 'the text to explain; - reads standard input');
  command.optionsGroup('Limits:');
  command
    .option('--units <n>', 'widest layer to show (default: 16)', whole('--units', 1, 4096))
    .option('--steps <n>', 'most predictions to show (default: 32)', whole('--steps', 1, 4096))
    .option('--symbols <n>', 'largest vocabulary (default: 128)', whole('--symbols', 1, 1e6));
  addModelFlags(command);
  command.optionsGroup('Output:');
  command
    .option('--html <file>', 'write a page to this file instead')
    .option('--json', 'one JSON object on standard output');
  command.addHelpText(
    'after',
    `
The numbers are computed a second time in plain double precision and checked against the engine.

Examples:
  unroll train hello.txt --cell rnn --layers 1 --hidden 3 --embed onehot --val 0 --out runs/hello
  unroll explain runs/hello hello
  unroll explain runs/hello hello --html hello.html`,
  );
  command.action(async (run: string, given: string, flags: ExplainFlags) => {
    if (flags.html !== undefined && flags.json) {
      throw new UnrollError('usage', '--html and --json exclude each other: give one of them');
    }
    const text = await textOrStdin(io, given);
    await withModel(io, run, flags, async (model) =>
      show(io, await explained(model, text, flags), flags),
    );
    done(0);
  });
}

async function explained(
  model: TextModel,
  text: string,
  { units, steps, symbols }: ExplainFlags,
): Promise<Explanation> {
  const [{ explain, explainModel }, { createReferenceBackend }] = await Promise.all([
    import('../../inspect/explain.ts'),
    import('../../backend/js/reference.ts'),
  ]);
  const { network, codec } = model;
  const { tokens, bos } = codec.vocabulary;
  const ids = [...(bos === undefined ? [] : [bos]), ...codec.encode(text)];
  const reference = createReferenceBackend();
  try {
    const backends = [reference, network.backend];
    return explain(explainModel(network, tokens), ids, { units, steps, symbols, backends });
  } finally {
    reference.close();
  }
}

async function show(io: Io, explanation: Explanation, { html, json }: ExplainFlags): Promise<void> {
  if (json) {
    writeJson(io.stdout, explanation);
  } else if (html !== undefined) {
    const { explanationHtml } = await import('../../inspect/explain-html.ts');
    await writeFile(html, explanationHtml(explanation));
    writeLine(io.stderr, `wrote ${html}`);
  } else {
    const { explanationText } = await import('../../inspect/explain-text.ts');
    writeLine(io.stdout, explanationText(explanation));
  }
}

/** `unroll inspect RUN INPUT` of other tasks than language models: traces of one input. */
import { traceTask, writeTrace } from '../../index.ts';
import { layerName } from '../../inspect/trace-file.ts';
import { UnrollError } from '../../util/errors.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { withTask } from '../model.ts';
import type { InspectFlags } from './inspect.ts';

export async function inspectTask(
  io: Io,
  run: string,
  input: string,
  { trace, json, layer, unit: units, file, distribution, what, ...flags }: InspectFlags,
): Promise<void> {
  if (trace === undefined && !json) {
    throw new UnrollError(
      'usage',
      `"${run}" is no language model, so its units colour no text: add --trace FILE or --json`,
    );
  }
  if (file !== undefined || distribution) {
    const flag = distribution ? '--distribution' : '--file';
    throw new UnrollError('usage', `${flag} belongs to language models: leave it out`);
  }
  const { backend, threads, weights } = flags;
  await withTask(run, { backend, threads, weights }, async (task) => {
    const layers = layer === undefined ? undefined : [layer];
    const walked = traceTask(task, parsed(input), {
      layers,
      units,
      names: what === undefined ? undefined : [what],
    });
    if (walked.every(({ values }) => Object.keys(values).length === 0)) {
      const [{ states, gates }] = walked;
      const names = [...new Set([...states, ...gates])].join(', ');
      throw new UnrollError('usage', `its cell has no ${what}: choose from ${names}`);
    }
    if (trace !== undefined) {
      const { arrays } = await writeTrace(trace, [{ layers: walked }]);
      const count = Object.keys(arrays).length;
      writeLine(io.stderr, `wrote ${trace}: ${count} arrays, and ${trace}.json`);
      return;
    }
    for (const one of walked) {
      const lists = Object.entries(one.values).map(([key, numbers]) => [key, [...numbers]]);
      writeJson(io.stdout, {
        name: layerName(one),
        units: [...one.units],
        values: Object.fromEntries(lists),
      });
    }
  });
}

/** An object of JSON, or a text. */
function parsed(input: string): unknown {
  if (!input.startsWith('{')) return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

/** `unroll inspect RUN INPUT` of other tasks than language models: the steps of one input, coloured or traced. */
import { basename } from 'node:path';
import {
  scaleOf,
  type TaskWalk,
  type TrainedTask,
  taskUnitSeries,
  tellingTaskUnits,
  traceRecord,
  unitNames,
  walkOf,
  writeTrace,
} from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';
import { colourDepth } from '../colour.ts';
import { type Io, writeLine } from '../io.ts';
import { textOrStdin, withTask } from '../model.ts';
import { parsedInput, recordOfFile } from '../record.ts';
import { sayChosen, showUnit } from '../unit-output.ts';
import type { InspectFlags } from './inspect.ts';

export async function inspectTask(
  io: Io,
  run: string,
  input: string | undefined,
  { distribution, ...flags }: InspectFlags,
): Promise<void> {
  if (distribution) {
    throw new UnrollError('usage', '--distribution belongs to language models: leave it out');
  }
  const { file, layer, unit, trace, backend, threads, weights } = flags;
  const text = file === undefined ? await textOrStdin(io, input ?? '-') : '';
  await withTask(run, { backend, threads, weights }, async (task) => {
    const record = await recordGiven(task, text, flags);
    if (trace !== undefined) {
      const layers = layer === undefined ? undefined : [layer];
      const walked = traceRecord(task, record, { layers, units: unit });
      const { arrays } = await writeTrace(trace, [{ layers: walked }]);
      const count = Object.keys(arrays).length;
      writeLine(io.stderr, `wrote ${trace}: ${count} arrays, and ${trace}.json`);
      return;
    }
    await colour(io, traceRecord(task, record), { ...flags, run });
  });
}

function recordGiven(
  task: TrainedTask,
  text: string,
  { file, ...flags }: InspectFlags,
): object | Promise<object> {
  if (file !== undefined) return recordOfFile(task, file, flags);
  return task.inside.record(parsedInput(text));
}

async function colour(
  io: Io,
  walks: readonly TaskWalk[],
  { run, layer, unit, what: asked, ...flags }: InspectFlags & { run: string },
): Promise<void> {
  const [{ cell }] = walks;
  const what = asked ?? (cell.states.includes('c') ? 'c' : 'h');
  const scale = scaleOf({ stack: { cell } }, what);
  let place = { layer: walkOf(walks, layer).name, unit: unit?.[0] ?? 0 };
  if (unit === undefined) {
    const ranked = tellingTaskUnits(layer === undefined ? walks : [walkOf(walks, layer)], what);
    sayChosen(io, scale, ranked);
    place = ranked[0];
  }
  const walk = walkOf(walks, place.layer);
  const source = {
    names: unitNames({ stack: { cell } }),
    scaleOf: (name: string) => scaleOf({ stack: { cell } }, name),
    series: (names?: readonly string[]) => [taskUnitSeries(walk, place.unit, names)],
  };
  const depth = colourDepth(io, flags.colour);
  const shown = { ...place, what, only: asked !== undefined };
  await showUnit(io, source, shown, { ...flags, depth, name: basename(run) });
}

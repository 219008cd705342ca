/** One unit of a task's network over the steps of one input. */
import { namedTrace } from '../../inspect/named-trace.ts';
import { steadyUnits } from '../../inspect/steadiness.ts';
import type { TaskTraceAnswer } from '../../protocol/cells.ts';
import { UnrollError } from '../../util/errors.ts';
import { tanh } from '../../util/maths.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { recordOf } from './task-input.ts';

/** Units that are named. */
const TELLING = 6;

export function taskTrace({
  path,
  request: { weights, input, part, layer, reverse, unit: asked },
  cache,
  signal,
}: Question<Operations['task-trace']['request']>): Promise<TaskTraceAnswer> {
  return cache.useTask(path, weights, async (task) => {
    const record = await recordOf(task, input, signal);
    const { prediction, trace, symbols } = namedTrace(task, record, { layers: [layer - 1] });
    const walk = trace.layers.find((one) => one.part === part && one.reverse === reverse);
    const place = `layer ${layer}${reverse ? ', from the end,' : ''} of the ${part}`;
    if (walk === undefined) throw new UnrollError('usage', `there is no ${place}`);
    const units = walk.units.length;
    const telling = steadyUnits(walk.values.h, units).slice(0, TELLING);
    const unit = asked ?? telling[0];
    if (unit >= units) {
      throw new UnrollError(
        'usage',
        `there is no unit ${unit} in ${place}: it has units 0 to ${units - 1}`,
      );
    }
    const { states, gates, values } = walk;
    // The one gate of an rnn is its state.
    const what = [...new Set([...states, ...gates])];
    const steps = values.h.length / units;
    const column = (name: string) =>
      Array.from({ length: steps }, (_, t) => {
        const value = values[name][t * units + unit];
        return name === 'c' ? tanh(value) : value;
      });
    const read = symbols.get(part) ?? [];
    return {
      unit,
      telling,
      symbols: Array.from({ length: steps }, (_, t) => read[t] ?? ''),
      what,
      columns: what.map(column),
      answer: task.describe(prediction),
    };
  });
}

/** One unit over a text: its states and gates beside the text that each symbol stands for, chunk by chunk. */
import type { Floats } from '../backend/backend.ts';
import type { EvaluationSource, TextModel } from '../generate/text-model.ts';
import type { Cell } from '../nn/cells/cell.ts';
import { UnrollError } from '../util/errors.ts';
import { tanh } from '../util/maths.ts';
import { type TraceOptions, traceText } from './trace-text.ts';

export interface UnitPlace {
  layer: number;
  unit: number;
}

export interface UnitChunk {
  /** Symbols before this chunk. */
  from: number;
  symbols: string[];
  /** What each symbol is in the text; joined it is the text, with a line break before each `<s>` but the first. */
  texts: string[];
  /** (steps) by name of the state or gate. */
  values: Readonly<Record<string, Floats>>;
}

/** How a number of a unit is shown, from −1 to 1. */
export interface Scale {
  /** Of the state or gate: `c`. */
  key: string;
  /** What is shown, in words: `h`, `tanh(c)`. */
  name: string;
  shown(value: number): number;
}

/** Texts of the symbols of a walk. */
export function textsOf({ codec }: TextModel): (ids: ArrayLike<number>) => string[] {
  const decoder = codec.decoder();
  const { bos } = codec.vocabulary;
  let begun = false;
  return (ids) =>
    Array.from(ids, (id) => {
      if (id !== bos) {
        begun = true;
        return decoder.push(id);
      }
      const ended = decoder.end();
      return begun ? `${ended}\n` : ended;
    });
}

/** Errors as of `traceText`. */
export async function* unitSeries(
  model: TextModel,
  source: string | EvaluationSource,
  { layer, unit }: UnitPlace,
  options: Omit<TraceOptions, 'layers' | 'units' | 'surprise' | 'distribution'> = {},
): AsyncGenerator<UnitChunk, void, void> {
  const texts = textsOf(model);
  const wanted = { ...options, layers: [layer], units: [unit], surprise: false };
  for await (const { from, symbols, ids, layers } of traceText(model, source, wanted)) {
    yield { from, symbols, texts: texts(ids), values: layers[0].values };
  }
}

/** Names of a model's states and gates: states first, `h` before others. */
export function unitNames({ stack }: { stack: { cell: Cell } }): string[] {
  const { states, fused } = stack.cell;
  return [...new Set([...states, ...(fused?.gates ?? [])])];
}

/**
 * States that have no bounds, those of users' own cells among them, are shown as their tanh; the gates of the
 * built-in cells and all other states lie in [−1, 1]. Throws 'usage' for a name that the cell does not have.
 */
export function scaleOf({ stack }: { stack: { cell: Cell } }, name: string): Scale {
  const { fused } = stack.cell;
  const names = unitNames({ stack });
  if (fused !== undefined && !names.includes(name)) {
    throw new UnrollError(
      'usage',
      `cell ${stack.cell.name} has no ${name}: choose from ${names.join(', ')}`,
    );
  }
  const unbounded = name === 'c' || fused === undefined || fused.kind === 'rnn-relu';
  return unbounded
    ? { key: name, name: `tanh(${name})`, shown: tanh }
    : { key: name, name, shown: (value) => Math.max(-1, Math.min(1, value)) };
}

/** One unit over a text. */
import { traceText } from '../../inspect/trace-text.ts';
import type { TraceAnswer } from '../../protocol/cells.ts';
import { UnrollError } from '../../util/errors.ts';
import { tanh } from '../../util/maths.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { SymbolEnds } from './symbol-ends.ts';

export function trace({
  path,
  request: { weights, text, layer, unit, what },
  cache,
  signal,
}: Question<Operations['trace']['request']>): Promise<TraceAnswer> {
  return cache.useText(path, weights, async (model) => {
    checkUnit(model.config, layer, unit);
    const surprise = what.includes('surprise');
    const names = what.filter((name) => name !== 'surprise');
    const parts: Float32Array[][] = what.map(() => []);
    const ends: number[] = [];
    const place = new SymbolEnds(model.codec, text);
    const wanted = { layers: [layer - 1], units: [unit], names, surprise, signal };
    for await (const chunk of traceText(model, text, wanted)) {
      for (const id of chunk.ids) ends.push(place.next(id));
      const { values } = chunk.layers[0];
      what.forEach((name, n) => {
        const numbers = name === 'surprise' ? chunk.surprise : values[name];
        if (numbers === undefined) throw unknown(name, layer);
        parts[n].push(Float32Array.from(numbers, name === 'c' ? tanh : undefined));
      });
    }
    return { what, columns: parts.map(joined), ends: Uint32Array.from(ends) };
  });
}

function checkUnit({ layers, hidden }: { layers: number; hidden: number }, k: number, j: number) {
  if (k <= layers && j < hidden) return;
  throw new UnrollError(
    'usage',
    `there is no unit ${j} of layer ${k}: this network has layers 1 to ${layers} with units 0 to ${hidden - 1}`,
  );
}

function unknown(name: string, layer: number): UnrollError {
  return new UnrollError(
    'usage',
    `layer ${layer} has no "${name}": ask for h, for c of an LSTM, for one of its gates, or for surprise`,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

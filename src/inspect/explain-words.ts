/** What text and HTML say about an explanation in the same words: numbers, symbols, names, verdicts. */
import type { LanguageModelConfig } from '../models/config.ts';
import { pow } from '../util/maths.ts';
import type { EngineCheck, Explanation, LayerFlow } from './explain-record.ts';

/** Four decimals; an exponent for what four decimals would hide. */
export function number(x: number): string {
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return String(x).replace('Infinity', '∞');
  if (size < 0.001 || size >= 10000) return x.toExponential(1);
  return x.toFixed(4);
}

/** `rnn.weight_hh_l1` → what the formulas call it: `U`, of layer 2. */
export function symbolOf(parameter: string): { symbol: string; layer?: number } {
  const recurrent = /^rnn\.(weight_ih|weight_hh|bias_ih|bias_hh|peephole_[ifo])_l(\d+)$/.exec(
    parameter,
  );
  if (recurrent) {
    const [, kind, layer] = recurrent;
    const symbols: Record<string, string> = {
      weight_ih: 'W',
      weight_hh: 'U',
      bias_ih: 'b_i',
      bias_hh: 'b_h',
    };
    return { symbol: symbols[kind] ?? kind.replace('peephole', 'p'), layer: Number(layer) + 1 };
  }
  const hidden = /^output_layers\.(\d+)\.(weight|bias)$/.exec(parameter);
  if (hidden) return { symbol: `${hidden[2] === 'weight' ? 'A' : 'a'}${Number(hidden[1]) + 1}` };
  const others: Record<string, string> = {
    'embedding.weight': 'E',
    'projection.weight': 'P',
    'output.weight': 'V',
    'output.bias': 'b',
  };
  return { symbol: others[parameter] ?? parameter };
}

/** `U (layer 2) = rnn.weight_hh_l1, 3 × 3` */
export function parameterTitle(
  name: string,
  shape: readonly number[],
  { layers }: LanguageModelConfig,
): string {
  const { symbol, layer } = symbolOf(name);
  const of = layer !== undefined && layers > 1 ? ` of layer ${layer}` : '';
  return `${symbol}${of} = ${name} (${shape.join(' × ')})`;
}

export function modelInWords({ config, vocabulary }: Explanation): string {
  const { cell, layers, hidden, embed, residual, tie, nonlinearity, peepholeOutput } = config;
  const kind =
    cell === 'rnn'
      ? `rnn (${nonlinearity})`
      : cell === 'lstm-peephole'
        ? `lstm-peephole (the output gate sees the ${peepholeOutput} cell state)`
        : cell;
  const stack = `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${hidden} ${hidden === 1 ? 'unit' : 'units'}`;
  const input =
    embed === 'onehot'
      ? `one-hot input of ${vocabulary.length} symbols`
      : `${vocabulary.length} symbols embedded in ${embed} numbers`;
  const extras = [residual && layers > 1 ? 'residual links' : '', tie ? 'tied output weights' : ''];
  return [kind, stack, input, ...extras.filter((text) => text !== '')].join(', ');
}

export function checkInWords(check: EngineCheck): string {
  const { engine, compared, largestDifference, where, agrees, tolerance } = check;
  const size = largestDifference === 0 ? '0' : largestDifference.toExponential(1);
  const place = where === '' ? '' : ` (in ${where})`;
  return agrees
    ? `agrees with the engine (${engine}): ${compared} values compared, largest difference ${size}${place}`
    : `DOES NOT AGREE with the engine (${engine}): largest difference ${size}${place}, ${tolerance} allowed; please report this`;
}

/** What became of the last symbol's error on its way back to the first step. */
export function flowInWords({ steps }: LayerFlow): string {
  const last = steps[steps.length - 1];
  const first = steps[0];
  if (steps.length < 2) return 'One step alone has no way back in time.';
  const T = steps.length;
  if (last.lastLossNorm === 0) return `The last symbol's error sends nothing into h[${T}].`;
  const ratio = first.lastLossNorm / last.lastLossNorm;
  const perStep = pow(ratio, 1 / (T - 1));
  const whole = `From step ${T} back to step 1 the gradient of the last symbol's loss is multiplied by ${number(ratio)}, about ${number(perStep)} a step`;
  if (ratio === 0)
    return `The gradient of the last symbol's loss is 0 at step 1: nothing comes back.`;
  if (perStep < 0.9) return `${whole}: it vanishes.`;
  if (perStep > 1.1) return `${whole}: it grows, and over many steps it explodes.`;
  return `${whole}: it is carried almost unchanged.`;
}

/** Where the part of ∂L/∂c[t] that comes through time comes from. */
export function cellStateFormula(t: number, T: number): string {
  return t === T ? 'nothing comes after the last step' : `f[${t + 1}] ⊙ ∂L/∂c[${t + 1}]`;
}

/** Which symbols a table of all of them shows: all, or the target and the most probable ones. */
export function shownSymbols(
  probabilities: readonly number[],
  target: number,
  most: number,
): number[] {
  const all = probabilities.map((_, id) => id);
  if (all.length <= most) return all;
  const byProbability = all.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const shown = byProbability.slice(0, most);
  if (!shown.includes(target)) shown[most - 1] = target;
  return shown;
}

/**
 * What the server says of the inside of a run: boxes, steps and gradients of a small network with random
 * weights, from the library itself; activations made by formulas, so that it is known what they are of.
 */
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { TextCodec } from '../../../src/data/index.ts';
import { createTextModel } from '../../../src/generate/text-model.ts';
import { freshGradientReach } from '../../../src/inspect/fresh-reach.ts';
import { textGradientReach } from '../../../src/inspect/gradient-reach.ts';
import { liveSteps } from '../../../src/inspect/live-step.ts';
import { networkPlan } from '../../../src/inspect/network-plan.ts';
import { languageModelDefaults } from '../../../src/models/config.ts';
import { LanguageModel } from '../../../src/models/language-model.ts';
import type { CellsAnswer, TraceRequest, UnitScore } from '../../../src/protocol/cells.ts';
import type { GradientsRequest, StepRequest } from '../../../src/protocol/network.ts';
import { encodeTrace } from '../../../src/protocol/trace-bytes.ts';
import { Raw } from './recorded-server.ts';

/** The unit that is on inside quotes, and the one that is on inside brackets. */
export const QUOTE_UNIT = 7;
export const BRACKET_UNIT = 12;

const small = { hidden: 16, embed: 8 };

/** Every sign that a recorded text may have. */
const signs = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).join('');

export function languageNetwork() {
  const backend = createReferenceBackend();
  const codec = TextCodec.fromText(`${signs}\n`, { level: 'char' });
  const config = { ...languageModelDefaults, ...small, layers: 2 };
  const network = new LanguageModel(backend, config, codec.vocabulary.size, { seed: 2 });
  const model = createTextModel({ network, codec });
  const steps = liveSteps(model);
  return {
    network: networkPlan({
      task: 'lm',
      settings: model.config,
      parameters: network.parameters.entries(),
    }),
    step: ({ text, at, units }: StepRequest) => ({
      ...steps.at(text, at, { units }),
      ends: Array.from(text, (_, k) => k + 1),
    }),
    async gradients({ text, cells = [], lags, gain, windows = 8 }: GradientsRequest) {
      const asked = { lags, windows };
      const own = textGradientReach(model, text.slice(0, 200), asked);
      if (cells.length === 0) return { reaches: [own] };
      const options = { ...asked, ...small, cells, gain, backend: 'js' as const };
      return { reaches: [own, ...(await freshGradientReach(text.slice(0, 200), options))] };
    },
  };
}

/** 1 after an opening sign up to before the closing one, −1 elsewhere. */
function inside(text: string, open: string, close: string): Float32Array {
  let is = false;
  return Float32Array.from(text, (sign) => {
    is = is ? sign !== close : sign === open;
    return is ? 1 : -1;
  });
}

export function trace({ text, unit, what }: TraceRequest): Raw {
  const main =
    unit === QUOTE_UNIT
      ? inside(text, '"', '"')
      : unit === BRACKET_UNIT
        ? inside(text, '(', ')')
        : Float32Array.from(text, (_, k) => Math.sin(k / (unit + 1)));
  const gate = (k: number, n: number) => 0.5 + 0.5 * Math.sin(k / (n + 2));
  const columns = what.map((name, n) =>
    name === 'h' || name === 'c' ? main : main.map((_, k) => gate(k, n)),
  );
  return new Raw(encodeTrace({ what, columns, ends: Uint32Array.from(text, (_, k) => k + 1) }));
}

const scoreOf = (unit: number, what: string, auc: number): UnitScore => ({
  layer: 1,
  unit,
  what,
  sign: 1,
  correlation: 2 * auc - 1,
  auc,
  f1: auc - 0.1,
  threshold: 0,
});

/** The bracket unit where the selection begins with a bracket, the quote unit elsewhere. */
export function cells({
  text,
  spans,
  pattern,
}: {
  text: string;
  spans?: [number, number][];
  pattern?: string;
}): CellsAnswer {
  const symbols = text.length;
  const control = { auc: 0.55, correlation: 0.04, f1: 0.3 };
  const answer = (probe: string, best: number) => ({
    probe,
    kind: 'binary' as const,
    positives: Math.ceil(symbols / 10),
    units: [scoreOf(best, 'c', 0.98), scoreOf(3, 'h', 0.81), scoreOf(30, 'h', 0.74)],
    control,
  });
  if (spans !== undefined) {
    const unit = text[spans[0][0]] === '(' ? BRACKET_UNIT : QUOTE_UNIT;
    return { symbols, heldOut: 0, probes: [answer('spans', unit)] };
  }
  const heldOut = Math.ceil(symbols / 3);
  if (pattern !== undefined) return { symbols, heldOut, probes: [answer('pattern', 3)] };
  return {
    symbols,
    heldOut,
    probes: [answer('quote', QUOTE_UNIT), answer('parentheses', BRACKET_UNIT)],
  };
}

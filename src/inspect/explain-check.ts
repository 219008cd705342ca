/**
 * Holds an explanation against the engine: the same weights and text through `LanguageModel`, its
 * kernels and its tape, value by value.
 */
import type { Backend } from '../backend/backend.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import { LanguageModel } from '../models/language-model.ts';
import { crossEntropy, gradientOf, item, linear, mean, Tape, valuesOf } from '../tensor/index.ts';
import type { NamedWeights } from './explain-parameters.ts';
import type { EngineCheck, ExplainStep, NamedMatrix } from './explain-record.ts';

export interface Explained {
  steps: readonly ExplainStep[];
  loss: number;
  gradients: readonly NamedMatrix[];
  gates: readonly string[];
}

interface CheckArgs {
  config: LanguageModelConfig;
  weights: NamedWeights;
  vocabularySize: number;
  inputs: readonly number[];
  targets: readonly number[];
}

export function checkAgainst(
  backend: Backend,
  { config, weights, vocabularySize, inputs, targets }: CheckArgs,
  explained: Explained,
): EngineCheck {
  const double = backend.precision === 'double';
  const check: EngineCheck = {
    engine: `${backend.name}, ${backend.description}`,
    tolerance: double ? 1e-10 : 1e-5,
    compared: 0,
    largestDifference: 0,
    where: '',
    agrees: true,
  };
  const compare = (what: string, own: ArrayLike<number>, engine: ArrayLike<number>): void => {
    if (own.length !== engine.length) check.agrees = false;
    for (let i = 0; i < own.length; i++) {
      const difference = Math.abs(own[i] - engine[i]);
      check.compared += 1;
      // a NaN on either side must not look like agreement
      if (!(difference <= check.tolerance * Math.max(1, Math.abs(own[i])))) check.agrees = false;
      if (difference <= check.largestDifference) continue;
      check.largestDifference = difference;
      check.where = what;
    }
  };

  const model = new LanguageModel(backend, config, vocabularySize);
  for (const name of model.parameters.names()) model.parameters.write(name, weights[name]);
  const T = inputs.length;
  const tape = new Tape(backend);
  const { output } = model.features(tape, { inputs: Int32Array.from(inputs), T, B: 1 });
  const { weight, bias } = model.outputLayer();
  const logits = linear(tape, output, weight, bias);
  const losses = crossEntropy(tape, logits, Int32Array.from(targets), { reduction: 'none' });
  const loss = mean(tape, losses);
  tape.backward(loss);
  compare(
    'logits',
    explained.steps.flatMap(({ logits: own }) => own),
    valuesOf(logits),
  );
  compare(
    'losses',
    explained.steps.map(({ loss: own }) => own),
    valuesOf(losses),
  );
  compare('loss', [explained.loss], [item(loss)]);
  for (const { name, values } of explained.gradients) {
    compare(`∂L/∂${name}`, values.flat(), gradientOf(model.parameters.get(name)));
  }

  tape.reset();
  const table = config.embed === 'onehot' ? undefined : model.parameters.get('embedding.weight');
  const ids = tape.ints(Int32Array.from(inputs));
  const { traces = [] } = model.stack.forward(tape, { ids, table }, { T, B: 1, trace: true });
  traces.forEach(({ states, gates, gateNames }, k) => {
    const layers = explained.steps.map(({ layers: all }) => all[k]);
    compare(
      `h of layer ${k + 1}`,
      layers.flatMap(({ h }) => h),
      states.h,
    );
    if (states.c)
      compare(
        `c of layer ${k + 1}`,
        layers.flatMap(({ c }) => c ?? []),
        states.c,
      );
    // the quantities of a gate carry its name and step: "i[3]"
    const own = explained.steps.flatMap(({ t, layers: all }) =>
      gateNames.flatMap(
        (gate) => all[k].forward.find(({ name }) => name === `${gate}[${t}]`)?.values ?? [],
      ),
    );
    compare(`gates of layer ${k + 1}`, own, gates);
  });
  tape.close();
  model.close();
  return check;
}

/**
 * A short training run of a whole language model: losses, gradient norms, the first step's
 * gradients, the final state and the final weights, through the package's own model.
 */
import type { Backend } from '../../../src/backend/backend.ts';
import { languageModelDefaults } from '../../../src/models/config.ts';
import { LanguageModel } from '../../../src/models/language-model.ts';
import type { LayerState } from '../../../src/nn/recurrent/stack.ts';
import { clipNorm } from '../../../src/optim/clip.ts';
import { createOptimizer, type OptimizerConfig } from '../../../src/optim/optimizer.ts';
import { gradientOf, item, type Parameters, Tape } from '../../../src/tensor/index.ts';
import type { Subject } from '../subject.ts';

/** torch's modules → our parameters. */
const ours = (name: string) => name.replace(/^linear\./, 'output.');

export function checkLanguageModelTrajectory(subject: Subject, backend: Backend): void {
  const sizes = { T: subject.number('T'), B: subject.number('B'), steps: subject.number('steps') };
  const carried = subject.flag('carry_state');
  const clip = subject.setting('clip_norm');
  const model = modelOf(subject, backend);
  const { parameters } = model;
  const all = { parameters, own: ours };
  const optimizer = createOptimizer(optimizerOf(subject), parameters);
  const tape = new Tape(backend);
  const losses: number[] = [];
  const norms: number[] = [];
  let state: LayerState[] | undefined;
  for (let step = 0; step < sizes.steps; step++) {
    tape.reset();
    parameters.zeroGradients();
    const batch = batchOf(subject.values('tokens'), { ...sizes, carried, step });
    const result = model.loss(tape, { ...batch, T: sizes.T, B: sizes.B, state });
    losses.push(item(result.loss));
    tape.backward(result.loss);
    if (carried) state = result.state();
    if (step === 0)
      checkAll(subject, {
        ...all,
        prefix: 'step1.grad.',
        read: (name) => gradientOf(parameters.get(name)),
      });
    const { norm, scale } = clipNorm(
      parameters,
      typeof clip === 'number' ? clip : Number.MAX_VALUE,
    );
    norms.push(norm);
    optimizer.step({ gradScale: scale });
  }
  subject.check('losses', losses);
  if (subject.has('grad_norms_before_clip')) subject.check('grad_norms_before_clip', norms);
  checkAll(subject, { ...all, prefix: 'final.', read: (name) => parameters.read(name) });
  for (const part of ['h', 'c'] as const) {
    if (!subject.has(`final.${part}`)) continue;
    subject.check(`final.${part}`, state?.flatMap((layer) => [...(layer[part] ?? [])]) ?? []);
  }
  optimizer.free();
  tape.close();
  model.close();
}

function modelOf(subject: Subject, backend: Backend): LanguageModel {
  const cells: Record<string, string> = { rnn: 'rnn', gru: 'gru-torch', lstm: 'lstm' };
  const cell = cells[String(subject.setting('cell'))];
  if (cell === undefined) throw new Error(`unknown cell ${subject.setting('cell')}`);
  const config = {
    ...languageModelDefaults,
    cell,
    layers: subject.number('layers', 1),
    hidden: subject.number('H'),
    embed: subject.number('E'),
  };
  const model = new LanguageModel(backend, config, subject.number('V'));
  writeFirstWeights(subject, model.parameters, ours);
  return model;
}

/** Writes the case's first weights; `own` gives our name for torch's. */
export function writeFirstWeights(
  subject: Subject,
  parameters: Parameters,
  own: (name: string) => string,
): void {
  for (const name of subject.names()) {
    if (name.startsWith('init.')) {
      parameters.write(own(name.slice('init.'.length)), subject.values(name));
    }
  }
}

/** "optimizer defaults of torch 2.x otherwise"; SGD with momentum uses 0.9. */
export function optimizerOf(subject: Subject): OptimizerConfig {
  const name = subject.setting('optimizer');
  const lr = subject.number('lr');
  switch (name) {
    case 'adam':
    case 'adamw':
    case 'rmsprop':
    case 'adagrad':
    case 'sgd':
      return { name, lr };
    case 'sgd_momentum':
      return { name: 'sgd', lr, momentum: subject.number('momentum', 0.9) };
    default:
      throw new Error(`unknown optimizer ${JSON.stringify(name)}`);
  }
}

/** Tokens are (steps, B, T+1), or (B, steps·T+1) for one carried stream per row. */
function batchOf(
  tokens: Float64Array,
  {
    T,
    B,
    steps,
    step,
    carried,
  }: { T: number; B: number; steps: number; step: number; carried: boolean },
): { inputs: Int32Array; targets: Int32Array } {
  const inputs = new Int32Array(T * B);
  const targets = new Int32Array(T * B);
  for (let b = 0; b < B; b++) {
    const start = carried ? b * (steps * T + 1) + step * T : (step * B + b) * (T + 1);
    for (let t = 0; t < T; t++) {
      inputs[t * B + b] = tokens[start + t];
      targets[t * B + b] = tokens[start + t + 1];
    }
  }
  return { inputs, targets };
}

export interface Check {
  prefix: string;
  parameters: Parameters;
  /** Our name for torch's. */
  own: (name: string) => string;
  read: (name: string) => ArrayLike<number>;
}

/** Every parameter of the model against `prefix` + its name in the case. */
export function checkAll(subject: Subject, { prefix, parameters, own: ours, read }: Check): void {
  const seen = new Set<string>();
  for (const name of subject.names()) {
    if (!name.startsWith(prefix) || name === `${prefix}h` || name === `${prefix}c`) continue;
    const own = ours(name.slice(prefix.length));
    seen.add(own);
    subject.check(name, read(own));
  }
  for (const name of parameters.names()) {
    if (!seen.has(name)) subject.problems.push(`the case has no ${prefix}${name}`);
  }
}

/** Optimizers over several parameters and steps, and gradient clipping. */
import type { Backend } from '../../../src/backend/backend.ts';
import { clipNorm, clipValue } from '../../../src/optim/clip.ts';
import { createOptimizer, type OptimizerConfig } from '../../../src/optim/optimizer.ts';
import { Parameters } from '../../../src/tensor/index.ts';
import type { Subject } from '../subject.ts';

export function checkOptimizer(subject: Subject, backend: Backend): void {
  const indices = subject
    .names()
    .map((name) => /^param\.(\d+)\.step0$/.exec(name)?.[1])
    .filter((index) => index !== undefined);
  const parameters = new Parameters(
    backend,
    indices.map((i) => ({ name: i, shape: subject.tensor(`param.${i}.step0`).shape })),
  );
  for (const i of indices) parameters.write(i, subject.values(`param.${i}.step0`));
  const optimizer = createOptimizer(configOf(subject), parameters);
  for (let step = 1; subject.has(`param.${indices[0]}.step${step}`); step++) {
    for (const i of indices) writeGradient(parameters, i, subject.values(`grad.${i}.step${step}`));
    optimizer.step();
    for (const i of indices) subject.check(`param.${i}.step${step}`, parameters.read(i));
  }
  optimizer.free();
  parameters.free();
}

/** Our configuration from torch's settings; the op's family names the optimizer. */
function configOf(subject: Subject): OptimizerConfig {
  const family = /^optim\.(sgd|adamw|adam|rmsprop|adagrad)(_|$)/.exec(subject.op)?.[1];
  const lr = subject.number('lr');
  const weightDecay = subject.number('weight_decay', 0);
  switch (family) {
    case 'sgd':
      return {
        name: 'sgd',
        lr,
        weightDecay,
        momentum: subject.number('momentum', 0),
        dampening: subject.number('dampening', 0),
        nesterov: subject.flag('nesterov'),
      };
    case 'adam':
    case 'adamw': {
      const [beta1, beta2] = subject.setting('betas') as [number, number];
      const eps = subject.number('eps', 1e-8);
      const amsgrad = subject.flag('amsgrad');
      return { name: family, lr, weightDecay, beta1, beta2, eps, amsgrad };
    }
    case 'rmsprop':
      return {
        name: 'rmsprop',
        lr,
        weightDecay,
        alpha: subject.number('alpha', 0.99),
        eps: subject.number('eps', 1e-8),
        momentum: subject.number('momentum', 0),
        centered: subject.flag('centered'),
      };
    case 'adagrad':
      return {
        name: 'adagrad',
        lr,
        weightDecay,
        lrDecay: subject.number('lr_decay', 0),
        eps: subject.number('eps', 1e-10),
        initialAccumulator: subject.number('initial_accumulator_value', 0),
      };
    default:
      throw new Error(`no check knows the op ${JSON.stringify(subject.op)}`);
  }
}

function writeGradient(parameters: Parameters, name: string, values: Float64Array): void {
  parameters.get(name).grad?.array().set(values);
}

function gradientsOf(subject: Subject, backend: Backend): Parameters {
  const names = subject.names().filter((name) => /^grad\.\d+$/.test(name));
  const parameters = new Parameters(
    backend,
    names.map((name) => ({ name, shape: subject.tensor(name).shape })),
  );
  for (const name of names) writeGradient(parameters, name, subject.values(name));
  return parameters;
}

function checkClipped(subject: Subject, parameters: Parameters): void {
  for (const name of parameters.names()) {
    const clipped = parameters.get(name).grad?.array() ?? [];
    subject.check(name.replace('grad.', 'clipped.'), clipped);
  }
  parameters.free();
}

export function checkClipNorm(subject: Subject, backend: Backend): void {
  const parameters = gradientsOf(subject, backend);
  const type = subject.setting('norm_type') ?? 2;
  const normType = type === 'inf' ? Number.POSITIVE_INFINITY : Number(type);
  const { norm, scale } = clipNorm(parameters, subject.number('max_norm'), { normType });
  subject.check('total_norm', norm);
  backend.scale(parameters.count, scale, parameters.gradients);
  checkClipped(subject, parameters);
}

export function checkClipValue(subject: Subject, backend: Backend): void {
  const parameters = gradientsOf(subject, backend);
  clipValue(parameters, subject.number('clip_value'));
  checkClipped(subject, parameters);
}

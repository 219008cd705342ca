/** Linear, embedding, tied embedding and layer norm. */
import type { Backend } from '../../../src/backend/backend.ts';
import {
  crossEntropy,
  embedding,
  gradientOf,
  layerNorm,
  linear,
  linearCrossEntropy,
  Tape,
  type Tensor,
  tanh,
  valuesOf,
} from '../../../src/tensor/index.ts';
import type { Subject } from '../subject.ts';
import { withCotangent } from './losses.ts';

/** A tensor of the case as a variable, or nothing if the case has none of that name. */
function variable(tape: Tape, subject: Subject, name: string): Tensor | undefined {
  if (!subject.has(name)) return undefined;
  const { shape, values } = subject.tensor(name);
  return tape.variable(values, shape);
}

function required(tape: Tape, subject: Subject, name: string): Tensor {
  const { shape, values } = subject.tensor(name);
  return tape.variable(values, shape);
}

/** Checks the output, the loss Σ output·cot.output and the gradients of the named inputs. */
function checkOutput(
  tape: Tape,
  subject: Subject,
  output: Tensor,
  inputs: Record<string, Tensor | undefined>,
): void {
  subject.check('output', valuesOf(output));
  const loss = withCotangent(tape, subject, 'output', output);
  subject.check('loss', valuesOf(loss));
  tape.backward(loss);
  for (const [name, tensor] of Object.entries(inputs)) {
    if (tensor) subject.check(`grad.${name}`, gradientOf(tensor));
  }
  tape.close();
}

export function checkLinear(subject: Subject, backend: Backend): void {
  subject.describes('in_features', 'out_features', 'B', 'bias', 'shape');
  const tape = new Tape(backend);
  const input = required(tape, subject, 'input');
  const weight = required(tape, subject, 'weight');
  const bias = variable(tape, subject, 'bias');
  checkOutput(tape, subject, linear(tape, input, weight, bias), { input, weight, bias });
}

export function checkEmbedding(subject: Subject, backend: Backend): void {
  subject.describes('embedding_dim');
  const rows = subject.number('num_embeddings');
  const padding = subject.setting('padding_idx');
  const tape = new Tape(backend);
  const weight = required(tape, subject, 'weight');
  const { shape } = subject.tensor('input');
  const output = embedding(tape, weight, subject.ints('input'), {
    shape,
    // torch counts a negative row from the end.
    paddingId: typeof padding === 'number' ? (padding + rows) % rows : undefined,
  });
  checkOutput(tape, subject, output, { weight });
}

/** logits = tanh(weight[input])·weightᵀ + bias: one weight used twice; both forms of the loss. */
export function checkTiedEmbedding(subject: Subject, backend: Backend): void {
  subject.describes('V', 'E', 'n');
  for (const fused of [false, true]) {
    const tape = new Tape(backend);
    const weight = required(tape, subject, 'weight');
    const bias = required(tape, subject, 'bias');
    const x = tanh(tape, embedding(tape, weight, subject.ints('input')));
    const targets = subject.ints('target');
    let loss: Tensor;
    if (fused) {
      loss = linearCrossEntropy(tape, { x, weight, bias }, targets);
    } else {
      const logits = linear(tape, x, weight, bias);
      subject.check('logits', valuesOf(logits));
      loss = crossEntropy(tape, logits, targets);
    }
    subject.check('loss', valuesOf(loss));
    tape.backward(loss);
    subject.check('grad.weight', gradientOf(weight));
    subject.check('grad.bias', gradientOf(bias));
    tape.close();
  }
}

export function checkLayerNorm(subject: Subject, backend: Backend): void {
  subject.describes('shape', 'affine');
  const tape = new Tape(backend);
  const input = required(tape, subject, 'input');
  const weight = variable(tape, subject, 'weight');
  const bias = variable(tape, subject, 'bias');
  const output = layerNorm(tape, input, {
    gamma: weight,
    beta: bias,
    eps: subject.number('eps', 1e-5),
  });
  checkOutput(tape, subject, output, { input, weight, bias });
}

/**
 * Short training runs of the classifier, the tagger and the encoder-decoder: logits and gradients of
 * the first step, losses, and the final weights.
 */
import type { Backend } from '../../../src/backend/backend.ts';
import { Classifier, classifierDefaults } from '../../../src/models/classifier.ts';
import {
  EncoderDecoder,
  type EncoderDecoderConfig,
  encoderDecoderDefaults,
} from '../../../src/models/encoder-decoder.ts';
import type { Network } from '../../../src/models/network.ts';
import { Tagger, taggerDefaults } from '../../../src/models/tagger.ts';
import { createOptimizer } from '../../../src/optim/optimizer.ts';
import { gradientOf, item, Tape, type Tensor, valuesOf } from '../../../src/tensor/index.ts';
import { type Subject, swapFirstAxes } from '../subject.ts';
import { checkAll, optimizerOf, writeFirstWeights } from './trajectory.ts';

/** embedding → LSTM in both directions, packed → concat(h_n) → linear → cross-entropy. */
export function checkClassifierTrajectory(subject: Subject, backend: Backend): void {
  const { B, T, ...sizes } = sizesOf(subject);
  const outputs = subject.number('classes');
  const config = { ...classifierDefaults, ...sizes, outputs };
  const model = new Classifier(backend, config, subject.number('V'));
  const batch = { ...inputOf(subject), B, T, targets: subject.ints('target') };
  follow(subject, model, {
    own: (name) => name.replace(/^linear\./, 'output.'),
    logits: (tape) => valuesOf(model.forward(tape, batch).outputs),
    loss: (tape) => model.loss(tape, batch),
  });
}

/** embedding → LSTM in both directions, packed → linear at each step → cross-entropy. */
export function checkTaggerTrajectory(subject: Subject, backend: Backend): void {
  const { B, T, ...sizes } = sizesOf(subject);
  const labels = subject.number('classes');
  const model = new Tagger(backend, { ...taggerDefaults, ...sizes, labels }, subject.number('V'));
  const targets = timeMajor(subject, 'target').map((id) => (id === -100 ? -1 : id));
  const batch = { ...inputOf(subject), B, T, targets };
  follow(subject, model, {
    own: (name) => name.replace(/^linear\./, 'output.'),
    logits: (tape) =>
      swapFirstAxes(Float64Array.from(valuesOf(model.forward(tape, batch))), [T, B, labels]),
    loss: (tape) => model.loss(tape, batch),
  });
}

/**
 * GRU encoder, packed → GRU decoder from its last state with teacher forcing → dot attention →
 * tanh(combine([context; h])) → out → cross-entropy over targets that are not 0.
 */
export function checkEncoderDecoderTrajectory(subject: Subject, backend: Backend): void {
  const { B, T, ...sizes } = sizesOf(subject);
  subject.describes('classes');
  const V = subject.number('V');
  const config: EncoderDecoderConfig = {
    ...encoderDecoderDefaults,
    ...sizes,
    cell: 'gru-torch',
    bidirectional: false,
    attention: 'dot',
  };
  const model = new EncoderDecoder(backend, config, { source: V, target: V });
  const inputs = timeMajor(subject, 'decoder_input');
  const targets = timeMajor(subject, 'target').map((id) => (id === 0 ? -1 : id));
  const steps = inputs.length / B;
  const batch = { ...inputOf(subject), B, T, decoder: { inputs, T: steps }, targets };
  const names: [RegExp, string][] = [
    [/^src_/, 'source_'],
    [/^tgt_/, 'target_'],
    [/^out\./, 'output.'],
  ];
  follow(subject, model, {
    own: (name) => names.reduce((known, [from, to]) => known.replace(from, to), name),
    logits: (tape) =>
      swapFirstAxes(Float64Array.from(valuesOf(model.forward(tape, batch).logits)), [steps, B, V]),
    loss: (tape) => model.loss(tape, batch),
  });
}

function sizesOf(subject: Subject) {
  subject.describes('lengths');
  return {
    B: subject.number('B'),
    T: subject.number('T'),
    hidden: subject.number('H'),
    embed: subject.number('E'),
  };
}

function inputOf(subject: Subject) {
  return { inputs: timeMajor(subject, 'input'), lengths: subject.ints('lengths') };
}

/** (B, T) ids to (T, B). */
function timeMajor(subject: Subject, name: string): Int32Array {
  const { values, shape } = subject.tensor(name);
  return Int32Array.from(swapFirstAxes(values, shape));
}

interface Run {
  /** Our name for torch's. */
  own: (name: string) => string;
  /** In the order of the case. */
  logits: (tape: Tape) => ArrayLike<number>;
  loss: (tape: Tape) => Tensor;
}

function follow(subject: Subject, model: Network, { own, logits, loss }: Run): void {
  const { parameters, backend } = model;
  writeFirstWeights(subject, parameters, own);
  const optimizer = createOptimizer(optimizerOf(subject), parameters);
  const tape = new Tape(backend);
  const losses: number[] = [];
  const steps = subject.number('steps');
  subject.check('step1.logits', logits(tape));
  for (let step = 0; step < steps; step++) {
    tape.reset();
    parameters.zeroGradients();
    const value = loss(tape);
    losses.push(item(value));
    tape.backward(value);
    if (step === 0) {
      const read = (name: string) => gradientOf(parameters.get(name));
      checkAll(subject, { parameters, own, prefix: 'step1.grad.', read });
    }
    optimizer.step();
  }
  subject.check('losses', losses);
  checkAll(subject, { parameters, own, prefix: 'final.', read: (name) => parameters.read(name) });
  optimizer.free();
  tape.close();
  model.close();
}

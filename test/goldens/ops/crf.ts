/** The CRF: log-partition, score, loss, gradients, Viterbi. */
import type { Backend } from '../../../src/backend/backend.ts';
import { Crf } from '../../../src/nn/crf/crf.ts';
import { gradientOf, Tape, type Tensor, valuesOf } from '../../../src/tensor/index.ts';
import { type Subject, swapFirstAxes } from '../subject.ts';
import { reductionOf } from './losses.ts';

/** The case is (B, T, …), ours is (T, B, …). */
export function checkCrf(subject: Subject, backend: Backend): void {
  subject.describes('lengths');
  const [B, T, C] = ['B', 'T', 'tags'].map((key) => subject.number(key));
  const tape = new Tape(backend);
  const emissions = tape.variable(swapFirstAxes(subject.values('emissions'), [B, T, C]), [T, B, C]);
  const parameters = new Map<string, Tensor>();
  for (const { name, shape } of Crf.specs({ tags: C }, '')) {
    parameters.set(name, tape.variable(subject.values(name), shape));
  }
  const crf = new Crf({ tags: C }, { get: (name) => parameters.get(name) as Tensor }, '');
  const tags = swapFirstAxes(subject.values('tags'), [B, T]);
  const lengths = subject.ints('lengths');
  subject.check('log_partition', valuesOf(crf.logPartition(tape, emissions, { lengths })));
  subject.check('gold_score', valuesOf(crf.score(tape, emissions, tags, { lengths })));
  const each = crf.loss(tape, emissions, tags, { lengths, reduction: 'none' });
  subject.check('nll', valuesOf(each));
  const paths = crf.decode(tape, emissions, { lengths });
  subject.check(
    'viterbi_score',
    paths.map(({ score }) => score),
  );
  const padded = paths.flatMap(({ tags }) => [...tags, ...new Array(T - tags.length).fill(-1)]);
  subject.check('viterbi_path', padded);
  const loss = crf.loss(tape, emissions, tags, { lengths, reduction: reductionOf(subject) });
  subject.check('loss', valuesOf(loss));
  tape.backward(loss);
  const gradient = Float64Array.from(gradientOf(emissions));
  subject.check('grad.emissions', swapFirstAxes(gradient, [T, B, C]));
  for (const [name, tensor] of parameters) subject.check(`grad.${name}`, gradientOf(tensor));
  tape.close();
}

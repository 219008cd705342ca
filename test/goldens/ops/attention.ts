/** Attention of all decoder steps at once. */
import type { Backend } from '../../../src/backend/backend.ts';
import { Attention, type AttentionScore } from '../../../src/nn/attention.ts';
import {
  gradientOf,
  multiply,
  sum,
  Tape,
  type Tensor,
  valuesOf,
} from '../../../src/tensor/index.ts';
import { type Subject, swapFirstAxes } from '../subject.ts';

const scores: Readonly<Record<string, AttentionScore>> = {
  'attention.bahdanau': 'additive',
  'attention.luong_dot': 'dot',
  'attention.luong_general': 'general',
};

/** The case is (B, T, …), ours is (T, B, …). */
export function checkAttention(subject: Subject, backend: Backend): void {
  subject.describes('masked');
  const [B, T, S] = ['B', 'Tq', 'Tk'].map((key) => subject.number(key));
  const [D, E] = ['query_dim', 'key_dim'].map((key) => subject.number(key));
  const size = subject.setting('attn_dim') ?? undefined;
  const config = { score: scores[subject.op], query: D, memory: E, size: size as number };
  const tape = new Tape(backend);
  const variable = (name: string, shape: readonly number[]) => {
    const { values, shape: own } = subject.tensor(name);
    return tape.variable(own.length === 3 ? swapFirstAxes(values, own) : values, shape);
  };
  const query = variable('query', [T, B, D]);
  const keys = variable('keys', [S, B, E]);
  const parameters = new Map<string, Tensor>();
  for (const { name, shape } of Attention.specs(config, '')) {
    parameters.set(name, variable(name, shape));
  }
  const attention = new Attention(config, { get: (name) => parameters.get(name) as Tensor }, '');
  const lengths = subject.has('key_lengths') ? subject.ints('key_lengths') : undefined;
  const memory = attention.prepare(tape, keys, lengths);
  const { context, weights } = attention.attend(tape, memory, query);

  const back = (x: Tensor, values: ArrayLike<number>) =>
    swapFirstAxes(Float64Array.from(values), x.shape);
  subject.check('weights', back(weights, valuesOf(weights)));
  subject.check('context', back(context, valuesOf(context)));
  const cotangent = tape.constant(swapFirstAxes(subject.values('cot.context'), [B, T, E]), [
    T,
    B,
    E,
  ]);
  const loss = sum(tape, multiply(tape, context, cotangent));
  subject.check('loss', valuesOf(loss));
  tape.backward(loss);
  subject.check('grad.query', back(query, gradientOf(query)));
  subject.check('grad.keys', back(keys, gradientOf(keys)));
  for (const [name, tensor] of parameters) subject.check(`grad.${name}`, gradientOf(tensor));
  tape.close();
}

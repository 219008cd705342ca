import { describe, expect, it } from 'vitest';
import { formulaParts } from '../../../src/studio/parts/formula-parts.ts';

const marked = (formula: string) =>
  formulaParts(formula)
    .map(({ text, sub }) => (sub ? `{${text}}` : text))
    .join('');

describe('a formula', () => {
  it('has steps and names of gates as subscripts', () => {
    expect(marked('i[t] = σ(W_i x[t] + b_ii + U_i h[t-1] + b_hi)')).toBe(
      'i{t} = σ(W{i} x{t} + b{ii} + U{i} h{t−1} + b{hi})',
    );
    expect(marked('a_r[t]')).toBe('a{r,t}');
  });

  it('keeps brackets around what stands side by side', () => {
    expect(marked('s[t] = tanh(W_c [context[t]; h[t]] + b_c)')).toBe(
      's{t} = tanh(W{c} [context{t}; h{t}] + b{c})',
    );
  });

  it('has a minus sign between terms', () => {
    expect(marked('(1 - z[t]) ⊙ n[t]')).toBe('(1 − z{t}) ⊙ n{t}');
  });
});

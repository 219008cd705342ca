/** The equations of a network's boxes, in the notation of `unroll explain`. */
import { plainCells } from '../../inspect/explain-cells.ts';
import type { BoxKind } from '../../protocol/network.ts';

interface Place {
  id: string;
  kind: BoxKind;
  task: string;
  settings: Readonly<Record<string, unknown>>;
}

const answers: Readonly<Record<string, string>> = {
  lm: 'P(next | all before) = softmax(W y[t] + b)',
  classify: 'P(class | all) = softmax(W y + b)',
  regress: 'answer = W y + b',
  tag: 'scores[t] = W y[t] + b',
  translate: 'P(next | source, all before) = softmax(W y[t] + b)',
  caption: 'P(next | condition, all before) = softmax(W y[t] + b)',
  transcribe: 'P(letter or blank | frames) = softmax(W y[t] + b)',
  forecast: 'numbers of the distribution of each step ahead = W y + b',
};

const scores: Readonly<Record<string, string>> = {
  dot: 'score[s] = h[t] · e[s]',
  'scaled-dot': 'score[s] = h[t] · e[s] / √D',
  general: 'score[s] = h[t] · (W e[s])',
  additive: 'score[s] = v · tanh(W_query h[t] + W_key e[s] + b)',
};

export function boxEquations({ id, kind, task, settings }: Place): string[] {
  switch (kind) {
    case 'input':
      return [];
    case 'embedding':
      return ['x[t] = E[symbol[t]]'];
    case 'recurrent':
      return cellEquations(settings);
    case 'output':
      return answers[task] === undefined ? [] : [answers[task]];
    case 'crf':
      return [
        'score(tags) = Σ scores[t][tag[t]] + Σ A[tag[t-1]][tag[t]] + start[tag[1]] + end[tag[T]]',
        'P(tags | all) = exp(score(tags)) / Σ over all sequences of tags',
      ];
    case 'pooling':
      return ['weight[t] = softmax over t of v · tanh(W y[t] + b)', 'y = Σ weight[t] y[t]'];
    case 'attention':
      if (id === 'combine') return ['y[t] = tanh(W [context[t]; h[t]] + b)'];
      return [
        scores[String(settings.attention)] ?? 'score[s] of each place of the source',
        'weight[s] = softmax over s of score[s]',
        'context[t] = Σ weight[s] e[s]',
      ];
    case 'dense':
      return denseEquations(id, settings);
    default:
      return kind satisfies never;
  }
}

function cellEquations({ cell, nonlinearity, peepholeOutput }: Place['settings']): string[] {
  const name = String(cell);
  if (!Object.hasOwn(plainCells, name)) return [];
  return plainCells[name].equations({
    nonlinearity: nonlinearity === 'relu' ? 'relu' : 'tanh',
    peepholeOutput: peepholeOutput === 'previous' ? 'previous' : 'current',
  });
}

function denseEquations(id: string, { nonlinearity }: Place['settings']): string[] {
  if (id === 'initial') return ['h[0] = tanh(W condition + b)', "c[0] = W' condition + b'"];
  if (id.includes('projection')) return ['x[t] = W frame[t] + b'];
  return [
    id.startsWith('layers') && nonlinearity === 'relu' ? 'y = relu(W x + b)' : 'y = tanh(W x + b)',
  ];
}

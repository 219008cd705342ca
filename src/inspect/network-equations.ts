/** What the boxes of a network compute, as formulas; `[t]` is the step. */
import { plainCells } from './explain-cells.ts';
import type { PlanBox, PlanSettings, PlanTask } from './network-plan.ts';

/** A box before it has equations; `words` says which of several kinds it is. */
export interface BoxWords
  extends Pick<PlanBox, 'kind' | 'part' | 'parameters'>,
    Partial<Pick<PlanBox, 'layer' | 'reverse' | 'when'>> {
  words?: string;
}

export function equationsOf(box: BoxWords, task: PlanTask, settings: PlanSettings): string[] {
  switch (box.kind) {
    case 'symbol':
      return ['x[t] = onehot(symbol t)'];
    case 'embedding':
      return ['x[t] = row (symbol t) of E'];
    case 'letters':
      return [
        'l[t] = [last state forward; last state backward] of the layer over the letters of word t',
      ];
    case 'vector':
      return [box.when === 'last' ? 'y = the numbers of the row' : 'x[t] = the numbers of step t'];
    case 'projection':
      return ['x[t] = P vector[t] + b_p'];
    case 'condition':
      return conditionEquations(box, settings);
    case 'recurrent':
      return cellEquations(box, settings);
    case 'pooling':
      return poolingEquations(box.words, settings);
    case 'attention':
      return [attentionScore(box.words), ...attentionEquations];
    case 'dense':
      return denseEquations(box, settings);
    case 'output':
      return outputEquations(box, task, settings);
    case 'crf':
      return [
        'score = start(tag 1) + Σ_t logits[t, tag t] + Σ_t transition(tag t-1, tag t) + end(tag T)',
        'P(tags) = exp(score) / Σ of exp(score) over all sequences of tags',
      ];
    default:
      return box.kind satisfies never;
  }
}

function conditionEquations({ parameters }: BoxWords, { condition }: PlanSettings): string[] {
  const c = parameters.some(({ name }) => name.startsWith('initial.c_'));
  if (condition === 'label') {
    return ['h[0] = tanh(row (label) of H_0)', ...(c ? ['c[0] = row (label) of C_0'] : [])];
  }
  const deep = parameters.filter(({ name }) => /^condition_layers\.\d+\.weight$/.test(name)).length;
  const top = deep === 0 ? 'vector' : `q${deep}`;
  const layers = Array.from(
    { length: deep },
    (_, k) => `q${k + 1} = tanh(Q${k + 1} ${k === 0 ? 'vector' : `q${k}`} + b_q${k + 1})`,
  );
  return [...layers, `h[0] = tanh(W_h ${top} + b_h0)`, ...(c ? [`c[0] = W_c ${top} + b_c0`] : [])];
}

function cellEquations({ layer = 1, reverse }: BoxWords, settings: PlanSettings): string[] {
  const { cell = '', nonlinearity = 'tanh', peepholeOutput = 'current', residual } = settings;
  const known = Object.hasOwn(plainCells, cell) ? plainCells[cell] : undefined;
  if (known === undefined) return [];
  const lines = known.equations({ nonlinearity, peepholeOutput });
  if (residual && layer > 1) lines.push('y[t] = h[t] + x[t]');
  return reverse ? lines.map((line) => line.replaceAll('[t-1]', '[t+1]')) : lines;
}

function poolingEquations(name: string | undefined, { bidirectional }: PlanSettings): string[] {
  switch (name) {
    case 'mean':
      return ['v = Σ_t y[t] / T'];
    case 'max':
      return ['v = max over t of y[t], by column'];
    case 'attention':
      return [
        'e[t] = v_a · tanh(W_a y[t] + b_a)',
        'a[t] = exp(e[t]) / Σ_s exp(e[s])',
        'v = Σ_t a[t] y[t]',
      ];
    default:
      return [bidirectional ? 'v = the last state of each direction' : 'v = h[T]'];
  }
}

function attentionScore(score: string | undefined): string {
  switch (score) {
    case 'dot':
      return 'e[t,s] = h[t] · m[s]';
    case 'scaled-dot':
      return 'e[t,s] = h[t] · m[s] / √D';
    case 'additive':
      return 'e[t,s] = v_a · tanh(W_query h[t] + W_key m[s] + b_key)';
    default:
      return 'e[t,s] = h[t] · (W_a m[s])';
  }
}

/** m are the outputs of the encoder. */
const attentionEquations = [
  'a[t,s] = exp(e[t,s]) / Σ_r exp(e[t,r])',
  'context[t] = Σ_s a[t,s] m[s]',
  's[t] = tanh(W_c [context[t]; h[t]] + b_c)',
];

function denseEquations({ layer = 1, words, when }: BoxWords, settings: PlanSettings): string[] {
  const f = words === 'table' ? (settings.nonlinearity ?? 'tanh') : 'tanh';
  const t = when === 'each' ? '[t]' : '';
  const below = layer === 1 ? 'y' : `u${layer - 1}`;
  return [`u${layer}${t} = ${f}(A${layer} ${below}${t} + a${layer})`];
}

/** Of the features f of a text or step. */
export const WIDE = 'Σ_f value_f w_f';

/** From the last p values of a column to step h ahead. */
export const HIGHWAY = 'd[h] + Σ_k W[h,k] x[T - p + k,c]';

/** y is what comes from the box below. */
function outputEquations(
  { parameters }: BoxWords,
  task: PlanTask,
  settings: PlanSettings,
): string[] {
  const { tie, crf, likelihood } = settings;
  const isWide = parameters.some(({ name }) => name === 'wide.weight');
  const at = task === 'tag' ? '[t]' : '';
  const wide = isWide ? [`n${at} = ${WIDE}`] : [];
  const plus = isWide ? ` + n${at}` : '';
  switch (task) {
    case 'lm': {
      const projected = parameters.some(({ name }) => name === 'projection.weight');
      return [
        ...(projected ? ['v[t] = P y[t]'] : []),
        `logits[t] = ${tie ? 'E' : 'V'} ${projected ? 'v' : 'y'}[t] + b`,
        'p[t] = softmax(logits[t])',
      ];
    }
    case 'translate':
    case 'caption':
      return ['logits[t] = V y[t] + b', 'p[t] = softmax(logits[t])'];
    case 'tag':
      return [
        ...wide,
        `logits[t] = V y[t] + b${plus}`,
        ...(crf ? [] : ['p[t] = softmax(logits[t])']),
      ];
    case 'transcribe':
      return [
        'logits[t] = V y[t] + b',
        'p[t] = softmax(logits[t]), the blank among the labels',
        'P(labels) = Σ over the paths that collapse to them of Π_t p[t, path_t]',
      ];
    case 'classify': {
      // One logit of two classes is that of the second, beside 0.
      const one = parameters.some(({ name, shape }) => name === 'output.bias' && shape[0] === 1);
      return [...wide, `logits = V y + b${plus}`, `p = softmax(${one ? '[0; logits]' : 'logits'})`];
    }
    case 'regress':
      return [...wide, `answer = V y + b${plus}`];
    case 'forecast': {
      const scale = 'σ = softplus(raw scale) + 0.0001';
      const highway = parameters.some(({ name }) => name === 'highway.weight');
      const linear = highway ? [`ℓ[h,c] = ${HIGHWAY}`] : [];
      if (likelihood === 'mse') return [...linear, `μ = V y + b${highway ? ' + ℓ' : ''}`];
      const lines = [...linear, `μ, raw numbers = V y + b${highway ? ' + (ℓ, 0)' : ''}`, scale];
      return likelihood === 'student-t' ? [...lines, 'ν = 2 + softplus(raw degrees)'] : lines;
    }
    default:
      return task satisfies never;
  }
}

/** An explanation as one self-contained HTML page: no script, no request to anywhere. */

import { visibleSymbol } from '../util/symbols.ts';
import { chartSvg } from './explain-chart.ts';
import { style } from './explain-html-style.ts';
import type {
  ExplainStep,
  Explanation,
  LayerFlow,
  NamedMatrix,
  Quantity,
} from './explain-record.ts';
import {
  cellStateFormula,
  checkInWords,
  flowInWords,
  modelInWords,
  number,
  shownSymbols,
  symbolOf,
} from './explain-words.ts';
import {
  escapeHtml,
  formulaHtml,
  largest,
  numberCell,
  numberTable,
  type TableRow,
} from './html.ts';

const MOST_SYMBOLS = 12;
const MOST_BARS = 5;

export function explanationHtml(explanation: Explanation): string {
  const { text, checks, equations, steps, loss, perplexity, gradientNorm, config } = explanation;
  const title = `unroll explain: ${text.map(visibleSymbol).join('')}`;
  const back = [...steps].reverse();
  const sections = [
    section('glance', 'At a glance', [
      `<p>Left to right the symbols go through the network; right to left the gradient of the loss comes back. Blue is above zero, red below.</p>`,
      stripHtml(explanation),
    ]),
    section('model', 'The model', [list(equations)]),
    section('weights', 'Weights', [matricesHtml(explanation.parameters, explanation, '')]),
    section(
      'forward',
      'Forward, step by step',
      steps.map((step) => forwardHtml(step, explanation)),
    ),
    section('loss', 'Loss', [
      lossHtml(explanation),
      `<p>L = ${number(loss)} nats per symbol (the mean), perplexity ${number(perplexity)}.</p>`,
    ]),
    section(
      'backward',
      'Backward, from the last step to the first',
      back.map((step) => backwardHtml(step, explanation)),
    ),
    section(
      'flow',
      'What carries the gradient back in time',
      explanation.flow.map((flow) => flowHtml(flow, explanation)),
    ),
    section('gradients', 'Gradients', [
      matricesHtml(explanation.gradients, explanation, '∂L/∂'),
      `<p>Norm of all gradients together: ${number(gradientNorm)}.</p>`,
    ]),
  ];
  const links = sections.map(({ id, name }) => `<a href="#${id}">${name}</a>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Every number of <q>${text.map(tokenHtml).join('')}</q></h1>
<p class="quiet">${escapeHtml(modelInWords(explanation))}; ${steps.length} ${steps.length === 1 ? 'prediction' : 'predictions'}, ${config.layers > 1 ? 'layers' : 'state'} starting at zero.</p>
${checks.map((check) => `<p class="${check.agrees ? 'good' : 'bad'}">${check.agrees ? '✓' : '✗'} ${escapeHtml(checkInWords(check))}</p>`).join('\n')}
<nav>${links}</nav>
</header>
${sections.map(({ html }) => html).join('\n')}
</body>
</html>
`;
}

function section(id: string, name: string, parts: readonly string[]) {
  return { id, name, html: `<section id="${id}"><h2>${name}</h2>${parts.join('\n')}</section>` };
}

const list = (formulas: readonly string[]) =>
  `<ul class="formulas">${formulas.map((line) => `<li>${formulaHtml(line)}</li>`).join('')}</ul>`;

function tokenHtml(token: string): string {
  return `<span class="token">${escapeHtml(visibleSymbol(token))}</span>`;
}

/** Values as small coloured cells. */
function cells(values: readonly number[], scale = largest([values])): string {
  return `<div class="cells">${values.map((value) => numberCell(value, scale, 'span')).join('')}</div>`;
}

/** The network unrolled: a card for each step, the factors between them. */
function stripHtml({ steps, flow, vocabulary, config, gates }: Explanation): string {
  const top = config.layers - 1;
  const scale = largest(steps.map(({ layers }) => layers[top].dh.total.values));
  const parts = steps.map((step, index) => {
    const { t, input, layers, loss, probabilities, target } = step;
    const states = layers.map(({ h }, k) => `${label(`h[${t}]`, k, config.layers)}${cells(h, 1)}`);
    const card = `<div class="step"><h3>${t}. reads ${tokenHtml(input.token)}</h3>
${states.join('')}
<div class="label">${formulaHtml(`p[${t}]`)}, target ${tokenHtml(target.token)}</div>${barsHtml(probabilities, target.id, vocabulary)}
<div class="label">loss</div>${number(loss)}
${label(`∂L/∂h[${t}]`, top, config.layers)}${cells(layers[top].dh.total.values, scale)}</div>`;
    if (index === steps.length - 1) return card;
    const next = flow[top].steps[index + 1];
    const carried = `<span class="arrow">⟶</span><span>${gates.includes('o') ? 'h, c' : 'h'}</span><span class="back">‖J<sub>${t + 1}</sub>‖ = ${number(next.norm)}</span><span class="arrow back">⟵</span>`;
    return `${card}<div class="link">${carried}</div>`;
  });
  return `<div class="strip">${parts.join('')}</div>`;
}

function label(formula: string, k: number, layers: number): string {
  const of = layers > 1 ? ` of layer ${k + 1}` : '';
  return `<div class="label">${formulaHtml(formula)}${of}</div>`;
}

function barsHtml(
  probabilities: readonly number[],
  target: number,
  vocabulary: readonly string[],
): string {
  const shown = shownSymbols(probabilities, target, MOST_BARS).sort(
    (a, b) => probabilities[b] - probabilities[a] || a - b,
  );
  const rows = shown.map((id) => {
    const hit = id === target ? ' class="hit"' : '';
    const share = (100 * probabilities[id]).toFixed(1);
    return `<span${hit}>${tokenHtml(vocabulary[id])}</span><i${hit} style="width:${share}%"></i><b${hit}>${share} %</b>`;
  });
  return `<div class="bars">${rows.join('')}</div>`;
}

function matricesHtml(
  matrices: readonly NamedMatrix[],
  { config }: Explanation,
  prefix: string,
): string {
  const parts = matrices.map(({ name, shape, values, rows, columns }) => {
    const { symbol, layer } = symbolOf(name);
    const of = layer !== undefined && config.layers > 1 ? ` of layer ${layer}` : '';
    const scale = largest(values);
    const body: TableRow[] = values.map((row, i) => ({
      label: escapeHtml(rows[i] === '' ? '' : visibleSymbol(rows[i])),
      values: row,
      scale,
    }));
    const head = columns.map((column) => escapeHtml(visibleSymbol(column)));
    return `<section><h3>${formulaHtml(prefix + symbol)}${of} <small>${escapeHtml(name)}, ${shape.join(' × ')}</small></h3>${numberTable(head, body)}</section>`;
  });
  return `<div class="matrices">${parts.join('')}</div>`;
}

function units(n: number): string[] {
  return Array.from({ length: n }, (_, j) => `${j + 1}`);
}

function quantitiesHtml(quantities: readonly Quantity[], sums: readonly string[] = []): string {
  const widest = Math.max(...quantities.map(({ values }) => values.length));
  const rows = quantities.map(({ name, formula, values }) => ({
    label: formulaHtml(name),
    values,
    note: formulaHtml(formula),
    className: sums.includes(name) ? 'sum' : undefined,
  }));
  return numberTable(units(widest), rows, { corner: 'unit' });
}

function symbolRows(
  step: ExplainStep,
  vocabulary: readonly string[],
  rows: readonly { name: string; values: readonly number[]; note?: string }[],
): string {
  const shown = shownSymbols(step.probabilities, step.target.id, MOST_SYMBOLS);
  const rest = vocabulary.length - shown.length;
  const head = shown.map((id) => tokenHtml(vocabulary[id]));
  const body = rows.map(({ name, values, note }) => ({
    label: formulaHtml(name),
    values: shown.map((id) => values[id]),
    note,
  }));
  const more = rest > 0 ? `<p class="quiet">and ${rest} less probable symbols</p>` : '';
  return numberTable(head, body, { corner: 'symbol' }) + more;
}

/** Tables beside each other where there is room. */
const pair = (parts: readonly string[]) =>
  `<div class="pair">${parts.map((part) => `<div>${part}</div>`).join('')}</div>`;

function layerTitle(k: number, layers: number): string {
  return layers > 1 ? `<h3>layer ${k + 1}</h3>` : '';
}

function forwardHtml(step: ExplainStep, { config, vocabulary }: Explanation): string {
  const { t, input, target, layers, outputNetwork } = step;
  const parts = layers.map(({ x, forward }, k) => {
    const read = {
      name: `x[${t}]`,
      formula: k === 0 ? `row ${visibleSymbol(input.token)} of E` : 'from the layer below',
      values: x,
    };
    const rows = k === 0 && config.embed === 'onehot' ? forward : [read, ...forward];
    return layerTitle(k, config.layers) + quantitiesHtml(rows, [`h[${t}]`, `c[${t}]`]);
  });
  if (outputNetwork.length > 0)
    parts.push(`<h3>output network</h3>${quantitiesHtml(outputNetwork)}`);
  const symbols = symbolRows(step, vocabulary, [
    { name: `logits[${t}]`, values: step.logits },
    { name: `p[${t}]`, values: step.probabilities },
  ]);
  const loss = `<p>${formulaHtml(`loss[${t}]`)} = −ln ${number(step.probabilities[target.id])} = <strong>${number(step.loss)}</strong></p>`;
  parts.push(symbols + loss);
  return `<div class="card"><h3>t = ${t}: reads ${tokenHtml(input.token)}, should predict ${tokenHtml(target.token)}</h3>${pair(parts)}</div>`;
}

function lossHtml({ steps, vocabulary }: Explanation): string {
  const rows = steps.map(({ t, input, target, probabilities, loss }) => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    const mark = best === target.id ? ' class="good"' : '';
    return `<tr><td>${t}</td><td>${tokenHtml(input.token)}</td><td>${tokenHtml(target.token)}</td><td>${number(probabilities[target.id])}</td><td>${number(loss)}</td><td${mark}>${tokenHtml(vocabulary[best])}</td></tr>`;
  });
  const head = ['t', 'reads', 'target', 'p(target)', 'loss = −ln p', 'most probable'];
  return `<div class="scroll"><table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function backwardHtml(step: ExplainStep, { config, vocabulary, length }: Explanation): string {
  const { t, target, layers, outputNetworkBackward } = step;
  const parts = [
    symbolRows(step, vocabulary, [
      {
        name: `∂L/∂logits[${t}]`,
        values: step.dLogits,
        note: `(${formulaHtml(`p[${t}]`)} − onehot(${tokenHtml(target.token)})) / ${length}`,
      },
    ]),
  ];
  if (outputNetworkBackward.length > 0) {
    const pieces = [...outputNetworkBackward].reverse();
    parts.push(`<h3>output network</h3>${quantitiesHtml(pieces)}`);
  }
  for (let k = layers.length - 1; k >= 0; k--) {
    const { dh, dcThroughTime, backward, dx } = layers[k];
    const rows: Quantity[] = [dh.fromOutput, dh.throughTime, dh.total];
    if (dcThroughTime) {
      const formula = cellStateFormula(t, length);
      rows.push({ name: `(from c[${t + 1}])`, formula, values: dcThroughTime });
    }
    rows.push(...backward);
    if (k > 0 || config.embed !== 'onehot') {
      rows.push({ name: `∂L/∂x[${t}]`, formula: 'to what the layer read', values: dx });
    }
    parts.push(layerTitle(k, config.layers) + quantitiesHtml(rows, [dh.total.name, `∂L/∂c[${t}]`]));
  }
  return `<div class="card"><h3>t = ${t}</h3>${pair(parts)}</div>`;
}

function flowHtml(flow: LayerFlow, { config, length, gates }: Explanation): string {
  const hasCell = gates.includes('o');
  const state = hasCell ? '(h,c)' : 'h';
  const norms = flow.recurrentNorms.map(({ gate, norm }) =>
    flow.recurrentNorms.length === 1 ? `‖U‖ = ${number(norm)}` : `‖U_${gate}‖ = ${number(norm)}`,
  );
  const head = [
    't',
    '‖J[t]‖',
    `‖J[${length}] ⋯ J[t+1]‖`,
    `‖∂L/∂${state}[t]‖`,
    `‖∂loss[${length}]/∂${state}[t]‖`,
  ];
  const rows = [...flow.steps]
    .reverse()
    .map(
      ({ t, norm, productNorm, gradientNorm, lastLossNorm }) =>
        `<tr>${[String(t), ...[norm, productNorm, gradientNorm, lastLossNorm].map(number)].map((text) => `<td>${text}</td>`).join('')}</tr>`,
    );
  const curves = [
    {
      name: `‖∂loss[${length}]/∂${state}[t]‖`,
      className: 'red' as const,
      values: flow.steps.map((step) => step.lastLossNorm),
    },
    {
      name: `‖J[${length}] ⋯ J[t+1]‖`,
      className: 'blue' as const,
      values: flow.steps.map((step) => step.productNorm),
    },
  ];
  const labels = hasCell
    ? [...units(config.hidden).map((j) => `h${j}`), ...units(config.hidden).map((j) => `c${j}`)]
    : units(config.hidden).map((j) => `h${j}`);
  const matrices = [...flow.steps].reverse().map(({ t, factor }) => {
    const scale = largest(factor);
    const body = factor.map((values, i) => ({ label: labels[i], values, scale }));
    return `<section><h3>${formulaHtml(`J[${t}]`)} <small>‖·‖ = ${number(flow.steps[t - 1].norm)}</small></h3>${numberTable(labels, body)}</section>`;
  });
  const small = labels.length <= 16;
  return `<div class="card">${layerTitle(flow.layer, config.layers)}
${list([flow.formula])}
<p>${norms.map(formulaHtml).join(' &nbsp; ')} &nbsp; <span class="quiet">‖·‖ is how much a matrix can stretch a vector.</span></p>
<p><strong>${escapeHtml(flowInWords(flow))}</strong></p>
${chartSvg('norms over time', curves)}
<div class="scroll"><table><thead><tr>${head.map((name) => `<th scope="col">${formulaHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>
${small ? `<div class="matrices">${matrices.join('')}</div>` : ''}</div>`;
}

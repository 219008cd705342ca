/** An explanation as plain text: aligned tables with short formulas, for a terminal or a file. */

import { visibleSymbol } from '../util/symbols.ts';
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
  parameterTitle,
  shownSymbols,
} from './explain-words.ts';

/** Columns of a matrix that stand beside each other; wider ones continue below. */
const MOST_COLUMNS = 10;
const MOST_SYMBOLS = 12;

export function explanationText(explanation: Explanation): string {
  const { steps, text, equations, loss, perplexity, gradientNorm, checks, config } = explanation;
  const lines: string[] = [
    `${modelInWords(explanation)}; ${text.map(visibleSymbol).join('')}: ${steps.length} predictions`,
    ...checks.map(checkInWords),
    ...heading('The model'),
    ...indent(equations),
    ...heading('Weights'),
    ...explanation.parameters.flatMap((parameter) =>
      matrixLines(parameter, parameterTitle(parameter.name, parameter.shape, config)),
    ),
    ...heading('Forward'),
    ...steps.flatMap((step) => forwardLines(step, explanation)),
    ...heading('Loss'),
    ...lossLines(explanation),
    `  L = ${number(loss)} nats per symbol, perplexity ${number(perplexity)}`,
    ...heading('Backward, from the last step to the first'),
    ...[...steps].reverse().flatMap((step) => backwardLines(step, explanation)),
    ...heading('What carries the gradient back in time'),
    ...explanation.flow.flatMap((flow) => flowLines(flow, explanation)),
    ...heading('Gradients'),
    ...explanation.gradients.flatMap((gradient) =>
      matrixLines(gradient, `∂L/∂${parameterTitle(gradient.name, gradient.shape, config)}`),
    ),
    `  norm of all gradients together: ${number(gradientNorm)}`,
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function heading(title: string): string[] {
  return ['', title, '─'.repeat(title.length)];
}

function indent(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

function forwardLines(step: ExplainStep, { config, vocabulary }: Explanation): string[] {
  const { t, input, target, layers } = step;
  const lines = [
    `  t = ${t}: reads ${visibleSymbol(input.token)}, should predict ${visibleSymbol(target.token)}`,
  ];
  layers.forEach(({ x, forward }, k) => {
    const onehot = k === 0 && config.embed === 'onehot';
    const rows: Quantity[] = onehot
      ? forward
      : [
          {
            name: `x[${t}]`,
            formula: k === 0 ? `E(${visibleSymbol(input.token)})` : '',
            values: x,
          },
          ...forward,
        ];
    lines.push(...quantityLines(rows, config.layers > 1 ? `layer ${k + 1}` : ''));
  });
  if (step.outputNetwork.length > 0) lines.push(...quantityLines(step.outputNetwork, 'output'));
  const shown = shownSymbols(step.probabilities, target.id, MOST_SYMBOLS);
  const rest = vocabulary.length - shown.length;
  lines.push(
    ...indent(
      table([
        ['', ...shown.map((id) => visibleSymbol(vocabulary[id])), rest > 0 ? `(${rest} more)` : ''],
        [`logits[${t}]`, ...shown.map((id) => number(step.logits[id])), ''],
        [`p[${t}]`, ...shown.map((id) => number(step.probabilities[id])), ''],
      ]),
      4,
    ),
    '',
  );
  return lines;
}

function lossLines({ steps, vocabulary }: Explanation): string[] {
  return indent(
    table([
      ['t', 'reads', 'target', 'p(target)', 'loss = -ln p', 'most probable'],
      ...steps.map(({ t, input, target, probabilities, loss }) => [
        String(t),
        visibleSymbol(input.token),
        visibleSymbol(target.token),
        number(probabilities[target.id]),
        number(loss),
        visibleSymbol(vocabulary[probabilities.indexOf(Math.max(...probabilities))]),
      ]),
    ]),
  );
}

function backwardLines(step: ExplainStep, explanation: Explanation): string[] {
  const { config, vocabulary, length } = explanation;
  const { t, target } = step;
  const shown = shownSymbols(step.probabilities, target.id, MOST_SYMBOLS);
  const lines = [
    `  t = ${t}`,
    ...indent(
      table([
        ['', ...shown.map((id) => visibleSymbol(vocabulary[id]))],
        [`∂L/∂logits[${t}]`, ...shown.map((id) => number(step.dLogits[id]))],
      ]),
      4,
    ),
    `    = (p[${t}] - onehot(${visibleSymbol(target.token)})) / ${length}`,
  ];
  if (step.outputNetworkBackward.length > 0) {
    lines.push(...quantityLines([...step.outputNetworkBackward].reverse(), 'output'));
  }
  for (let k = step.layers.length - 1; k >= 0; k--) {
    const layer = step.layers[k];
    const { fromOutput, throughTime, total } = layer.dh;
    const rows: Quantity[] = [fromOutput, throughTime, total];
    if (layer.dcThroughTime) {
      rows.push({
        name: `(from c[${t + 1}])`,
        formula: cellStateFormula(t, length),
        values: layer.dcThroughTime,
      });
    }
    rows.push(...layer.backward);
    if (k > 0 || config.embed !== 'onehot') {
      rows.push({ name: `∂L/∂x[${t}]`, formula: 'to what the layer read', values: layer.dx });
    }
    lines.push(...quantityLines(rows, config.layers > 1 ? `layer ${k + 1}` : ''));
  }
  return [...lines, ''];
}

function flowLines(flow: LayerFlow, { config, length, gates }: Explanation): string[] {
  const hasCell = gates.includes('o');
  const state = hasCell ? '(h,c)' : 'h';
  const norms = flow.recurrentNorms.map(({ gate, norm }) =>
    flow.recurrentNorms.length === 1 ? `‖U‖ = ${number(norm)}` : `‖U_${gate}‖ = ${number(norm)}`,
  );
  const rows = [...flow.steps]
    .reverse()
    .map((step) => [
      String(step.t),
      number(step.norm),
      number(step.productNorm),
      number(step.gradientNorm),
      number(step.lastLossNorm),
    ]);
  const lines = [
    ...(config.layers > 1 ? [`  layer ${flow.layer + 1}`] : []),
    `  ${flow.formula}`,
    `  ${norms.join('   ')}   (‖·‖: how much a matrix can stretch a vector)`,
    '',
    ...indent(
      table([
        [
          't',
          '‖J[t]‖',
          `‖J[${length}]···J[t+1]‖`,
          `‖∂L/∂${state}[t]‖`,
          `‖∂loss[${length}]/∂${state}[t]‖`,
        ],
        ...rows,
      ]),
    ),
    '',
    `  ${flowInWords(flow)}`,
    '',
  ];
  if ((flow.steps[0]?.factor.length ?? 0) > MOST_COLUMNS) return lines;
  const labels = stateLabels(config.hidden, hasCell);
  for (const { t, factor } of [...flow.steps].reverse()) {
    const named = { name: '', shape: [], values: factor, rows: labels, columns: labels };
    lines.push(...matrixLines(named, `J[${t}] = ∂${state}[${t}]/∂${state}[${t - 1}]`));
  }
  return lines;
}

function stateLabels(H: number, hasCell: boolean): string[] {
  const of = (name: string) => Array.from({ length: H }, (_, j) => `${name}${j + 1}`);
  return hasCell ? [...of('h'), ...of('c')] : of('h');
}

/** Quantities one below the other, a column for each unit, formulas at the right. */
function quantityLines(quantities: readonly Quantity[], title: string): string[] {
  const widest = Math.max(...quantities.map(({ values }) => values.length));
  const units = Array.from({ length: widest }, (_, j) => `${j + 1}`);
  const lines: string[] = [];
  for (let start = 0; start < widest; start += MOST_COLUMNS) {
    const end = start + MOST_COLUMNS;
    const rows = quantities.map(({ name, formula, values }) => [
      name,
      ...pad(values.slice(start, end).map(number), Math.min(end, widest) - start),
      formula === '' || start > 0 ? '' : `  ${formula}`,
    ]);
    const head = [start === 0 ? title : '', ...units.slice(start, end), ''];
    lines.push(...indent(table([head, ...rows]), 4));
  }
  return lines;
}

function pad(cells: string[], length: number): string[] {
  return [...cells, ...new Array<string>(Math.max(0, length - cells.length)).fill('')];
}

function matrixLines({ values, rows, columns }: NamedMatrix, title: string): string[] {
  const lines = [`  ${title}`];
  for (let start = 0; start < columns.length; start += MOST_COLUMNS) {
    const end = start + MOST_COLUMNS;
    lines.push(
      ...indent(
        table([
          ['', ...columns.slice(start, end).map(visibleSymbol)],
          ...values.map((row, i) => [
            rows[i] === '' ? '' : visibleSymbol(rows[i]),
            ...row.slice(start, end).map(number),
          ]),
        ]),
        4,
      ),
    );
  }
  return [...lines, ''];
}

/** First column left, numbers right, the last column left when it holds words. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, j) =>
    Math.max(...rows.map((row) => columnsOf(row[j] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, j) => {
        const space = ' '.repeat(widths[j] - columnsOf(cell));
        const words = j === 0 || (j === columns - 1 && cell.startsWith('  '));
        return words ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns on a terminal: East Asian wide characters take two, combining marks none. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const symbol of text) {
    if (/\p{M}/u.test(symbol)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(
        symbol,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** The search for units that stand for something. */
import { type FoundUnit, type ProbeFindings, searchCells } from '../../inspect/cells/search.ts';
import { selectCells } from '../../inspect/cells/select.ts';
import { type Probe, regexProbe } from '../../inspect/probes/probe.ts';
import { probes as builtIn, probesNamed } from '../../inspect/probes/table.ts';
import type { CellsAnswer, ProbeAnswer, UnitScore } from '../../protocol/cells.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';

export function cells({
  path,
  request: { weights, text, probes, pattern, spans, top },
  cache,
  signal,
}: Question<Operations['cells']['request']>): Promise<CellsAnswer> {
  return cache.useText(path, weights, async (model) => {
    if (spans !== undefined) {
      const found = await selectCells(model, text, { spans, top, signal });
      const { symbols, selected, units, control } = found;
      const probe = { probe: 'spans', kind: 'binary', positives: selected } as const;
      return {
        symbols,
        heldOut: 0,
        probes: [{ ...probe, units: units.map(scoreOf), control: figuresOf(control) }],
      };
    }
    const wanted = [
      ...(probes === undefined ? (pattern === undefined ? builtIn : []) : probesNamed(probes)),
      ...(pattern === undefined ? [] : [patternProbe(pattern)]),
    ];
    const report = await searchCells(model, text, { probes: wanted, top, signal });
    return {
      symbols: report.chosenOn + report.judgedOn,
      heldOut: report.judgedOn,
      probes: report.probes
        .filter(({ units }) => units.length > 0 || probes !== undefined || pattern !== undefined)
        .map((findings) => answerOf(findings, report.judgedOn)),
    };
  });
}

function patternProbe(pattern: string): Probe {
  try {
    return regexProbe('pattern', new RegExp(pattern, 'gu'));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new UnrollError('usage', `the pattern is no regular expression: ${why}`, { cause });
  }
}

function answerOf(
  { probe, from, share, units, controls }: ProbeFindings,
  symbols: number,
): ProbeAnswer {
  return {
    probe,
    kind: from === undefined ? 'binary' : 'number',
    positives: Math.round(share * symbols),
    units: units.map(scoreOf),
    control: figuresOf(controls[0]),
  };
}

function scoreOf(found: FoundUnit): UnitScore {
  const { layer, unit, state, at, above } = found;
  return {
    layer: layer + 1,
    unit,
    what: state,
    sign: above ? 1 : -1,
    threshold: at,
    ...figuresOf(found),
  };
}

/** Chance where there was nothing to find. */
function figuresOf(found: FoundUnit | undefined) {
  const { auc = 0.5, correlation = 0, f1 = 0 } = found ?? {};
  return { auc, correlation, f1 };
}

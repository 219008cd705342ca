/** What `unroll cells` tells people: tables of units and of what changes when some are held. */
import type { CellsReport, ClampEffect, FoundUnit, Surprise } from '../index.ts';
import { table } from '../util/text-table.ts';
import { count, figures } from './format.ts';

type Side = 'left' | 'right';

export function searchLines({ chosenOn, judgedOn, searched, probes }: CellsReport): string[] {
  const head = [
    'probe',
    'on',
    'unit',
    'shows',
    'r',
    'AUC',
    'F1',
    'says so',
    'by chance: AUC',
    'F1',
  ];
  const absent = probes.filter(({ units }) => units.length === 0).map(({ probe }) => probe);
  const rows = probes.flatMap(({ probe, share, units, controls }) => {
    const first = [probe, percent(share)];
    const chance = [
      largest(controls, ({ auc }) => Math.max(auc, 1 - auc)),
      largest(controls, ({ f1 }) => f1),
    ];
    return units.map((unit, k) => [
      ...(k === 0 ? first : ['', '']),
      `${unit.layer}.${unit.unit}`,
      unit.shown,
      unit.correlation.toFixed(3),
      unit.auc.toFixed(3),
      unit.f1.toFixed(3),
      `${unit.above ? '>=' : '<'} ${unit.at.toFixed(2)}`,
      ...(k === 0 ? chance : ['', '']),
    ]);
  });
  const sides = head.map((_, k) => (k === 0 || k === 2 || k === 3 ? 'left' : 'right') as Side);
  return [
    `${count(searched)} states of units searched: chosen on ${count(chosenOn)} symbols, figures of the ${count(judgedOn)} after them`,
    '',
    table([head, ...rows], sides),
    '',
    'by chance: the same search with the probe turned round against the text',
    ...(absent.length === 0
      ? []
      : [`on nowhere, or everywhere, in a part of the text: ${absent.join(', ')}`]),
  ];
}

function largest(units: readonly FoundUnit[], of: (unit: FoundUnit) => number): string {
  return units.length === 0 ? '-' : Math.max(...units.map(of)).toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function holdLines({ clamp, all, probes, samples }: ClampEffect): string[] {
  const held = clamp.map(({ layer, unit, name, value }) => `${layer}.${unit}.${name} = ${value}`);
  const cell = ({ count: n, free, held: with_ }: Surprise) =>
    n === 0 ? '-' : `${figures(free)} → ${figures(with_)}`;
  const rows = probes.map(({ probe, opening, closing, inside, outside, written }) => [
    probe,
    cell(opening),
    cell(inside),
    cell(closing),
    cell(outside),
    ...(written ? [`${percent(written.free.share)} → ${percent(written.held.share)}`] : []),
    ...(written
      ? [
          `${written.free.opened}/${written.free.closed} → ${written.held.opened}/${written.held.closed}`,
        ]
      : []),
  ]);
  const head = ['probe', 'opening', 'inside', 'closing', 'outside'];
  if (samples) head.push('written: on', 'opened/closed');
  const sides = head.map((_, k) => (k === 0 ? 'left' : 'right') as Side);
  return [
    `held: ${held.join(', ')}`,
    `surprise in nats, free → held; of all ${count(all.count)} symbols ${cell(all)}`,
    '',
    table([head, ...rows], sides),
    ...(samples ? ['', '--- free ---', samples.free, '', '--- held ---', samples.held] : []),
  ];
}

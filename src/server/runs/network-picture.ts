/**
 * The network of a run as boxes from its input to its output, told from the names and shapes of its weights, so
 * that what is drawn is what there is.
 */

import type { BoxKind, NetworkBox, NetworkPicture } from '../../protocol/network.ts';
import { UnrollError } from '../../util/errors.ts';
import { boxEquations } from './box-equations.ts';
import { tensorsOf } from './run-detail.ts';
import type { StoredRun } from './run-store.ts';

type Tensor = { name: string; shape: number[] };

const recurrentName = /^(.*)\.((?:weight|bias|peephole)_\w+)_l(\d+)(_reverse)?$/;

const kinds: readonly (readonly [RegExp, BoxKind])[] = [
  [/embedding$/, 'embedding'],
  [/^pooling/, 'pooling'],
  [/^(attention|combine)/, 'attention'],
  [/^crf$/, 'crf'],
  [/^output$/, 'output'],
];

/** Throws 'data' for a run that has saved nothing yet. */
export function pictureOf(run: StoredRun): NetworkPicture {
  const { task, model } = run.settings;
  const settings = model as Readonly<Record<string, unknown>>;
  const tensors = tensorsOf(run);
  if (tensors.length === 0) {
    throw new UnrollError(
      'data',
      `${run.name} has saved no weights yet: wait for its first checkpoint`,
    );
  }
  const groups = new Map<string, Tensor[]>();
  for (const tensor of tensors) {
    const id = boxOf(tensor.name);
    groups.set(id, [...(groups.get(id) ?? []), tensor]);
  }
  const own = [...groups].map(([id, parameters]) => box(id, parameters, { task, settings }));
  const inputs = inputsOf(own, task);
  const boxes = [...inputs, ...own];
  return {
    task,
    boxes,
    edges: edgesOf(boxes),
    parameters: own.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
  };
}

/** `rnn.weight_ih_l0_reverse` → `rnn.l0_reverse`, `output.bias` → `output`, `pooling.key.weight` → `pooling`. */
function boxOf(name: string): string {
  const recurrent = recurrentName.exec(name);
  if (recurrent) return `${recurrent[1]}.l${recurrent[3]}${recurrent[4] ?? ''}`;
  const parts = name.split('.');
  return ['crf', 'pooling', 'attention', 'initial'].includes(parts[0])
    ? parts[0]
    : parts.slice(0, -1).join('.') || name;
}

function box(
  id: string,
  parameters: Tensor[],
  { task, settings }: { task: string; settings: Readonly<Record<string, unknown>> },
): NetworkBox {
  const recurrent = /\.l(\d+)(_reverse)?$/.exec(id);
  const kind: BoxKind = recurrent
    ? 'recurrent'
    : (kinds.find(([pattern]) => pattern.test(id))?.[1] ?? 'dense');
  const parameterCount = parameters.reduce(
    (sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1),
    0,
  );
  return {
    id,
    kind,
    name: recurrent ? String(settings.cell) : id.replaceAll('_', ' '),
    ...(recurrent ? { layer: Number(recurrent[1]) + 1, reverse: recurrent[2] !== undefined } : {}),
    size: sizeOf(kind, parameters),
    parameters,
    parameterCount,
    equations: boxEquations({ id, kind, task, settings }),
  };
}

/** Numbers that leave a box at each step. */
function sizeOf(kind: BoxKind, parameters: readonly Tensor[]): number {
  const matrix = (part: string) => parameters.find(({ name }) => name.includes(part))?.shape ?? [0];
  if (kind === 'recurrent') return matrix('weight_hh').at(-1) ?? 0;
  if (kind === 'embedding') return matrix('weight').at(-1) ?? 0;
  return parameters[0].shape[0];
}

/** What is read: one box for each box of weights that reads from outside. */
function inputsOf(boxes: readonly NetworkBox[], task: string): NetworkBox[] {
  const has = (id: string) => boxes.some((one) => one.id === id);
  const input = (id: string, size: number): NetworkBox => ({
    id,
    kind: 'input',
    name: id.replaceAll('-', ' '),
    size,
    parameters: [],
    parameterCount: 0,
    equations: [],
  });
  const rows = (id: string) => boxes.find((one) => one.id === id)?.parameters[0].shape[0] ?? 0;
  if (task === 'translate') {
    const sizes = [rows('source_embedding'), rows('target_embedding')];
    return [input('source', sizes[0]), input('target-so-far', sizes[1])];
  }
  const first = boxes.find(({ id }) => /^(embedding|projection|rnn\.l0|layers\.0)$/.test(id));
  const width = first?.kind === 'embedding' ? rows(first.id) : readBy(first);
  return [
    input('input', width),
    ...(has('initial')
      ? [input('condition', readBy(boxes.find(({ id }) => id === 'initial')))]
      : []),
    ...(has('letters.embedding') ? [input('letters', rows('letters.embedding'))] : []),
  ];
}

/** Columns of a box's first matrix. */
function readBy(box: NetworkBox | undefined): number {
  return box?.parameters.find(({ shape }) => shape.length === 2)?.shape[1] ?? 0;
}

/** Who reads whom, by the boxes' parts of the network: each part's last boxes lead to the next part's first. */
function edgesOf(boxes: readonly NetworkBox[]): [string, string][] {
  const found = (pattern: RegExp) => boxes.filter(({ id }) => pattern.test(id)).map(({ id }) => id);
  const stack = (name: string) => {
    const depth = boxes.filter(({ id }) => id.startsWith(`${name}.l`)).map((one) => one.layer ?? 1);
    const layers = depth.length === 0 ? 0 : Math.max(...depth);
    return Array.from({ length: layers }, (_, k) =>
      found(new RegExp(`^${name}\\.l${k}(_reverse)?$`)),
    );
  };
  const top = [
    found(/^pooling$/),
    ...found(/^(output_layers|layers)\.\d+$/).map((id) => [id]),
    found(/^output$/),
    found(/^crf$/),
  ];
  const decoder = stack('decoder');
  const paths =
    decoder.length > 0
      ? [
          [
            ['source'],
            ['source_embedding', 'source_projection'],
            ...stack('encoder'),
            found(/^bridge/),
            decoder[0],
          ],
          [
            ['target-so-far'],
            ['target_embedding'],
            ...decoder,
            found(/^attention$/),
            found(/^combine$/),
            ...top,
          ],
          [stack('encoder').at(-1) ?? [], found(/^(attention|combine)$/).slice(0, 1)],
        ]
      : [
          [['input'], found(/^(embedding|projection)$/), ...stack('rnn'), ...top],
          [['letters'], ['letters.embedding'], ...stack('letters'), stack('rnn')[0] ?? []],
          [['condition'], ['initial'], stack('rnn').flat()],
        ];
  const known = new Set(boxes.map(({ id }) => id));
  const edges = new Map<string, [string, string]>();
  for (const path of paths) {
    const parts = path
      .map((ids) => ids.filter((id) => known.has(id)))
      .filter((ids) => ids.length > 0);
    for (let n = 1; n < parts.length; n++) {
      for (const from of parts[n - 1])
        for (const to of parts[n]) edges.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...edges.values()];
}

/**
 * A network as boxes: what it reads, its layers, what it answers, in the order in which numbers pass
 * through them, each with its equations, its parameters and how wide it is. Made from the settings and
 * the names and shapes of the parameters alone, for every topology and for cells of one's own.
 */
import type { TaskName } from '../files/task-names.ts';
import { type BoxWords, equationsOf } from './network-equations.ts';
import { PARTS, type Part } from './network-parts.ts';

export type BoxKind =
  | 'symbol'
  | 'embedding'
  | 'letters'
  | 'vector'
  | 'projection'
  | 'condition'
  | 'recurrent'
  | 'pooling'
  | 'attention'
  | 'dense'
  | 'output'
  | 'crf';

export interface PlanParameter {
  name: string;
  shape: number[];
}

export type PlanTask = 'lm' | TaskName;

export interface PlanBox {
  id: string;
  kind: BoxKind;
  /** Networks that read one sequence and write another have two parts; all others have the part `network`. */
  part: 'network' | 'encoder' | 'decoder';
  /** Of recurrent boxes, from 1. */
  layer?: number;
  reverse?: boolean;
  cell?: string;
  /** Columns that come in and go out at a step; absent where the shapes do not tell. */
  input?: number;
  output?: number;
  /** At each step of its part, once before the first one, or once after the last one. */
  when: 'each' | 'first' | 'last';
  equations: string[];
  parameters: PlanParameter[];
  parameterCount: number;
}

export interface NetworkPlan {
  task: PlanTask;
  /** A network without steps (the row of a table) has no recurrent box. */
  boxes: PlanBox[];
  /** How many numbers are learned. */
  parameters: number;
}

/** What is read of a network's settings; further ones are ignored. */
export interface PlanSettings {
  cell?: string;
  embed?: number | 'onehot';
  tie?: boolean;
  residual?: boolean;
  bidirectional?: boolean;
  merge?: 'concat' | 'sum';
  nonlinearity?: 'tanh' | 'relu';
  peepholeOutput?: 'current' | 'previous';
  pooling?: string;
  attention?: string;
  condition?: string;
  feedback?: string;
  crf?: boolean;
  mode?: string;
  likelihood?: string;
  vectors?: number;
  /** What records hold, where a task takes several kinds. */
  input?: string;
}

export interface PlanSource {
  task: PlanTask;
  settings: PlanSettings;
  parameters: Iterable<{ readonly name: string; readonly shape: readonly number[] }>;
}

/** Reads names and shapes only, so a file's header is enough; nothing is thrown for names that are foreign. */
export function networkPlan({ task, settings, parameters }: PlanSource): NetworkPlan {
  const all = [...parameters].map(({ name, shape }) => ({ name, shape: [...shape] }));
  const planner = new Planner(task, settings, all);
  const boxes = task === 'translate' ? planner.translator() : planner.single();
  return { task, boxes, parameters: countOf(all) };
}

function countOf(parameters: readonly PlanParameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/** Parameters are claimed by their boxes in order; each belongs to one. */
class Planner {
  private readonly task: PlanTask;
  private readonly settings: PlanSettings;
  private readonly parameters: readonly PlanParameter[];

  constructor(task: PlanTask, settings: PlanSettings, parameters: readonly PlanParameter[]) {
    this.task = task;
    this.settings = settings;
    this.parameters = parameters;
  }

  single(): PlanBox[] {
    const { task, settings } = this;
    const { condition, pooling = 'last', crf } = settings;
    const recurrent = this.stack('network');
    const boxes: PlanBox[] = [];
    if (task === 'caption' && condition !== 'none') {
      const own = this.named(/^(condition_layers|initial)\./);
      boxes.push(this.box('condition', 'condition', { parameters: own, when: 'first' }));
    }
    if (recurrent.length === 0) boxes.push(this.vector('network'));
    else boxes.push(...this.inputs('network', recurrent));
    boxes.push(...recurrent);
    const answersOnce =
      recurrent.length === 0 ||
      task === 'classify' ||
      task === 'regress' ||
      (task === 'forecast' && settings.mode !== 'recursive');
    const when = answersOnce ? 'last' : 'each';
    if (answersOnce && recurrent.length > 0) {
      const own = this.named(/^pooling\./);
      const width = this.width(recurrent);
      const sizes = { input: width, output: width };
      const chosen = task === 'forecast' ? 'last' : pooling;
      boxes.push(
        this.box('pooling', 'pooling', { parameters: own, when, ...sizes, words: chosen }),
      );
    }
    boxes.push(...this.answer('network', when));
    if (crf) boxes.push(this.box('crf', 'crf', { parameters: this.named(/^crf\./), when: 'last' }));
    return boxes;
  }

  translator(): PlanBox[] {
    const { attention = 'none' } = this.settings;
    const encoder = this.stack('encoder');
    const decoder = this.stack('decoder');
    const boxes = [
      ...this.inputs('encoder', encoder),
      ...encoder,
      ...this.inputs('decoder', decoder),
      ...decoder,
    ];
    if (attention !== 'none') {
      const width = this.width(decoder);
      const parameters = this.named(/^(attention|combine)\./);
      const sizes = { input: width, output: width, part: 'decoder' as const };
      boxes.push(this.box('attention', 'attention', { parameters, ...sizes, words: attention }));
    }
    return [...boxes, ...this.answer('decoder', 'each')];
  }

  /** What a step reads: a token, letters of a word, a vector, side by side in this order. */
  private inputs(part: Part, recurrent: readonly PlanBox[]): PlanBox[] {
    const names = PARTS[part];
    const { embed, input, vectors = 0 } = this.settings;
    const id = (name: string) => (part === 'network' ? name : `${part}-${name}`);
    const boxes: PlanBox[] = [];
    const add = (kind: BoxKind, sizes: Partial<PlanBox>) =>
      boxes.push(this.box(id(kind), kind, { part, ...sizes }));
    const table = this.named(new RegExp(`^${names.embedding}\\.`));
    const letters = part === 'network' ? this.named(/^letters\./) : [];
    const projection = this.named(new RegExp(`^${names.projection}\\.`));
    if (table.length > 0) {
      add('embedding', { parameters: table, input: table[0].shape[0], output: table[0].shape[1] });
    }
    if (letters.length > 0) {
      const hidden = letters.find(({ name }) => name.endsWith('weight_hh_l0'))?.shape[1];
      add('letters', { parameters: letters, output: hidden && 2 * hidden });
    }
    // Without a bias it is the projection before a tied output.
    if (projection.some(({ name }) => name.endsWith('.bias'))) {
      const [output, columns] = projection[0].shape;
      add('projection', { parameters: projection, input: columns, output });
    }
    const known = boxes.reduce((sum, { output = 0 }) => sum + output, 0);
    const rest = (recurrent[0]?.input ?? known) - known;
    const onehot = table.length === 0 && embed === 'onehot' && input !== 'vectors';
    if (rest <= 0) return boxes;
    if (!onehot) return [...boxes, this.vector(part, rest)];
    const size = part === 'decoder' ? rest : rest - vectors;
    const symbol = this.box(id('symbol'), 'symbol', { part, input: size, output: size });
    return [symbol, ...boxes, ...(size < rest ? [this.vector(part, rest - size)] : [])];
  }

  private vector(part: Part, size?: number): PlanBox {
    const columns = size ?? this.parameters.find(({ shape }) => shape.length === 2)?.shape[1];
    const id = part === 'network' ? 'vector' : `${part}-vector`;
    const when = size === undefined ? 'last' : 'each';
    return this.box(id, 'vector', { part, input: columns, output: columns, when });
  }

  private stack(part: Part): PlanBox[] {
    const prefix = PARTS[part].stack;
    const pattern = new RegExp(`^${prefix.replace('.', '\\.')}.*_l(\\d+)(_reverse)?$`);
    const groups = new Map<string, PlanParameter[]>();
    for (const parameter of this.parameters) {
      const [, layer, reverse = ''] = pattern.exec(parameter.name) ?? [];
      if (layer === undefined) continue;
      const key = `${layer}${reverse}`;
      groups.set(key, [...(groups.get(key) ?? []), parameter]);
    }
    return [...groups].map(([key, parameters]) => {
      const layer = Number.parseInt(key, 10) + 1;
      const reverse = key.endsWith('_reverse');
      const find = (name: string) =>
        parameters.find((parameter) => parameter.name.startsWith(`${prefix}${name}_l`))?.shape;
      const id = `${part === 'network' ? '' : `${part}-`}layer-${layer}${reverse ? '-reverse' : ''}`;
      const [input, output] = [find('weight_ih')?.[1], find('weight_hh')?.[1]];
      const { cell } = this.settings;
      return this.box(id, 'recurrent', { part, layer, reverse, cell, parameters, input, output });
    });
  }

  /** Columns of a stack's output. */
  private width(recurrent: readonly PlanBox[]): number | undefined {
    const top = recurrent.at(-1);
    if (top?.output === undefined) return undefined;
    return top.reverse && this.settings.merge !== 'sum' ? 2 * top.output : top.output;
  }

  private answer(part: Part, when: PlanBox['when']): PlanBox[] {
    const dense = new Map<string, PlanParameter[]>();
    for (const parameter of this.named(/^(output_layers|layers)\.\d+\./)) {
      const [, number] = parameter.name.split('.');
      dense.set(number, [...(dense.get(number) ?? []), parameter]);
    }
    const boxes = [...dense].map(([number, parameters]) => {
      const [output, input] = parameters[0].shape;
      const layer = Number(number) + 1;
      const words = parameters[0].name.startsWith('layers.') ? 'table' : undefined;
      const id = `dense-${layer}`;
      return this.box(id, 'dense', { part, when, layer, parameters, input, output, words });
    });
    const own = this.named(/^(projection\.weight|(output|highway|wide)\.(weight|bias))$/).filter(
      ({ name }) => name !== 'projection.weight' || this.settings.tie,
    );
    const bias = own.find(({ name }) => name === 'output.bias');
    const weight = own.find(({ name }) => name === 'output.weight' || name === 'projection.weight');
    const tied = this.named(/^embedding\.weight$/)[0]?.shape[1];
    const below = weight?.shape[1] ?? (this.settings.tie ? tied : undefined);
    boxes.push(
      this.box('output', 'output', {
        part,
        when,
        parameters: own,
        input: below,
        output: bias?.shape[0],
      }),
    );
    return boxes;
  }

  private named(pattern: RegExp): PlanParameter[] {
    return this.parameters.filter(({ name }) => pattern.test(name));
  }

  private box(
    id: string,
    kind: BoxKind,
    {
      words,
      parameters = [],
      part = 'network',
      when = 'each',
      ...rest
    }: Partial<PlanBox> & { words?: string },
  ): PlanBox {
    const box: BoxWords = { kind, part, words, when, parameters, ...rest };
    const equations = equationsOf(box, this.task, this.settings);
    const parameterCount = countOf(parameters);
    return { id, kind, part, when, ...rest, parameters, parameterCount, equations };
  }
}

/** Rows of a table as what a network of dense layers reads, and that network's settings. */
import { z } from 'zod';
import type { Backend } from '../../backend/backend.ts';
import type { TableEncoder } from '../../data/index.ts';
import { type TableBatch, TableNetwork, tableDefaults } from '../../models/table-network.ts';
import { type Answers, type ClassifyModel, classifyModel, type Input } from './model.ts';
import { rowOf } from './rows.ts';

/** Of a table's network: `layers` of `hidden` units between the columns and the answer. */
export const tableShape = {
  layers: z.int().positive().default(tableDefaults.hidden.length),
  hidden: z.int().positive().default(tableDefaults.hidden[0]),
  nonlinearity: z.enum(['tanh', 'relu']).default(tableDefaults.nonlinearity),
  dropout: z.number().min(0).lt(1).default(0),
  init: z.enum(['unroll', 'torch']).default('unroll'),
};

const schema = z.object(tableShape);
export type TableSettings = z.infer<typeof schema>;

interface RowExample {
  row: Float32Array;
}

export interface OpenTable extends Answers {
  kind: 'classify' | 'regress';
  columns: TableEncoder;
  settings: TableSettings;
  classes: { classWeights: number[]; smoothing: number };
  seed?: number;
}

export function tableModel(
  backend: Backend,
  { kind, columns, settings, classes, labels, answers, seed }: OpenTable,
): ClassifyModel<RowExample, TableBatch> {
  const { layers, hidden, nonlinearity, dropout, init } = settings;
  const network = new TableNetwork(
    backend,
    {
      task: kind,
      outputs: labels?.size ?? 1,
      hidden: new Array<number>(layers).fill(hidden),
      nonlinearity,
      dropout,
      init,
      ...classes,
    },
    columns.width,
    { seed },
  );
  return classifyModel(network, tableInput(network, columns), { labels, answers });
}

function tableInput(network: TableNetwork, columns: TableEncoder): Input<RowExample, TableBatch> {
  const needed = columns.kinds.map(({ name }) => name);
  return {
    encode(record) {
      const row = new Float32Array(columns.width);
      columns.write(rowOf(record, needed), row);
      return { row };
    },
    length: () => 1,
    batch(examples) {
      const rows = new Float32Array(examples.length * columns.width);
      examples.forEach(({ row }, b) => {
        rows.set(row, b * columns.width);
      });
      return { B: examples.length, rows };
    },
    forward: (tape, batch) => ({ outputs: network.forward(tape, batch) }),
    positions: () => ({
      name: 'row',
      kinds: ['row'],
      of: '',
      positions: needed,
      by: 'columns',
      groups: columns.groups,
    }),
  };
}

/** The table of built-in cells. A new cell is one file and one row here. */
import { UnrollError } from '../../util/errors.ts';
import type { Cell } from './cell.ts';
import { gru } from './gru.ts';
import { gruSimple } from './gru-simple.ts';
import { gruTorch } from './gru-torch.ts';
import { lstm } from './lstm.ts';
import { lstmLayerNorm } from './lstm-layernorm.ts';
import { lstmPeephole, type PeepholeOutput } from './lstm-peephole.ts';
import { type Nonlinearity, rnn } from './rnn.ts';

export type CellName =
  | 'rnn'
  | 'gru-simple'
  | 'gru'
  | 'gru-torch'
  | 'lstm'
  | 'lstm-peephole'
  | 'lstm-layernorm';

export interface CellOptions {
  /** `rnn` only. */
  nonlinearity?: Nonlinearity;
  /** `lstm-peephole` only. */
  peepholeOutput?: PeepholeOutput;
}

const cells: { [Name in CellName]: (options: CellOptions) => Cell } = {
  rnn: ({ nonlinearity }) => rnn(nonlinearity),
  'gru-simple': () => gruSimple,
  gru: () => gru,
  'gru-torch': () => gruTorch,
  lstm: () => lstm,
  'lstm-peephole': ({ peepholeOutput }) => lstmPeephole(peepholeOutput),
  'lstm-layernorm': () => lstmLayerNorm,
};

export const cellNames = Object.keys(cells) as readonly CellName[];

/** A built-in cell by name, or the user's own cell as it is. */
export function resolveCell(cell: CellName | Cell, options: CellOptions = {}): Cell {
  if (typeof cell !== 'string') return cell;
  if (!Object.hasOwn(cells, cell)) {
    throw new UnrollError(
      'usage',
      `there is no cell "${cell}": use one of ${cellNames.join(', ')}`,
    );
  }
  return cells[cell](options);
}

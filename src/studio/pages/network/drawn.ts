/** What a drawing of a network consists of. Numbers are pixels of the drawing. */
import type { NetworkBox } from '../../../protocol/network.ts';

export interface DrawnBox {
  box: NetworkBox;
  /** Which step of its part, from 0; -1 before the first one. */
  step: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Edge {
  kind: 'up' | 'time' | 'look';
  /** Points of a line of straight pieces. */
  points: [x: number, y: number][];
  /** A state that comes from outside the drawing, or goes there. */
  outside?: boolean;
}

export interface Drawing {
  width: number;
  height: number;
  boxes: DrawnBox[];
  edges: Edge[];
  columns: Column[];
}

export interface Column {
  part: NetworkBox['part'];
  step: number;
  /** Left edge. */
  x: number;
}

export const sizes = {
  box: { width: 156, height: 58 },
  /** Between columns; the names of states stand there. */
  gap: 44,
  /** Between rows. */
  rise: 26,
  margin: { x: 46, top: 20, bottom: 48 },
  /** How far boxes of the two directions are pulled apart. */
  shift: 22,
} as const;

export function isInput(kind: NetworkBox['kind']): boolean {
  return (
    kind === 'symbol' ||
    kind === 'embedding' ||
    kind === 'letters' ||
    kind === 'vector' ||
    kind === 'projection'
  );
}

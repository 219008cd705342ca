/** Parameters of any network as plain matrices, made when they are first asked for. */
import type { Parameters } from '../tensor/parameters.ts';
import type { CellWeights } from './explain-cells.ts';
import { add, type Matrix, product, toMatrix, type Vector } from './plain.ts';

export class PlainWeights {
  private readonly parameters: Parameters;
  private readonly matrices = new Map<string, Matrix>();

  /** They are read once: of networks that do not learn meanwhile. */
  constructor(parameters: Parameters) {
    this.parameters = parameters;
  }

  /** Error 'usage' for a name that is not there. */
  matrix(name: string): Matrix {
    const made = this.matrices.get(name);
    if (made !== undefined) return made;
    const { shape } = this.parameters.get(name);
    const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape;
    const matrix = toMatrix(this.parameters.read(name), rows, columns);
    this.matrices.set(name, matrix);
    return matrix;
  }

  /** Undefined for one that is not there. */
  vector(name: string): Vector | undefined {
    return this.parameters.has(name) ? this.matrix(name)[0] : undefined;
  }

  /** W x + b of the parameters `NAME.weight` and, where it is there, `NAME.bias`. */
  linear(name: string, x: Vector): Vector {
    return add(product(this.matrix(`${name}.weight`), x), this.vector(`${name}.bias`));
  }

  /** Of a layer of a built-in cell; `suffix` as `_l0_reverse`. */
  cell(prefix: string, suffix: string): CellWeights {
    const [i, f, o] = ['i', 'f', 'o'].map((gate) =>
      this.vector(`${prefix}peephole_${gate}${suffix}`),
    );
    return {
      W: this.matrix(`${prefix}weight_ih${suffix}`),
      U: this.matrix(`${prefix}weight_hh${suffix}`),
      bi: this.vector(`${prefix}bias_ih${suffix}`),
      bh: this.vector(`${prefix}bias_hh${suffix}`),
      ...(i && f && o ? { peepholes: { i, f, o } } : {}),
    };
  }
}

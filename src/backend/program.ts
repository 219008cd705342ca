/** Rows of a compiled program, as kernels/program.h reads them: number, whether threads share it, arguments. */
import { assert } from '../util/errors.ts';
import type { Block } from './backend.ts';

/** Doubles of a row. */
const ROW = 24;

/** What is noted while a program is recorded. */
export class ProgramNotes {
  /** Working memory that belongs to the program. */
  readonly blocks: Block[] = [];
  readonly #rows: number[] = [];
  #shared = false;

  add(operation: number, shared: boolean, values: readonly number[]): void {
    assert(values.length <= ROW - 2, `an operation of ${values.length} arguments in a program`);
    const at = this.#rows.length;
    this.#rows.push(operation, Number(shared), ...values);
    while (this.#rows.length < at + ROW) this.#rows.push(0);
    this.#shared ||= shared;
  }

  /** Operations. */
  get count(): number {
    return this.#rows.length / ROW;
  }

  /** Whether any operation is worth more than one thread. */
  get shared(): boolean {
    return this.#shared;
  }

  /** Copies the rows into single-precision memory of a backend, two numbers for each double. */
  writeTo(allocate: (length: number) => Block): Block {
    const block = allocate(2 * Math.max(1, this.#rows.length));
    const { buffer, byteOffset } = block.array();
    new Float64Array(buffer, byteOffset, this.#rows.length).set(this.#rows);
    return block;
  }
}

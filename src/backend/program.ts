/** Rows of a compiled program, as kernels/program.h reads them: number, whether threads share it, arguments. */
import { assert } from '../util/errors.ts';
import type { Block } from './backend.ts';

/** Doubles of a row. */
const ROW = 24;

/** Elementary steps of a program, and of one of its operations, from which threads pay. */
export interface Worth {
  program: number;
  operation: number;
}

/** What is noted while a program is recorded. */
export class ProgramNotes {
  /** Working memory that belongs to the program. */
  readonly blocks: Block[] = [];
  readonly #rows: number[] = [];
  readonly #worth: Worth;
  /** Elementary steps of the operations that threads may share. */
  #work = 0;

  constructor(worth: Worth) {
    this.#worth = worth;
  }

  add(operation: number, work: number, values: readonly number[]): void {
    assert(values.length <= ROW - 2, `an operation of ${values.length} arguments in a program`);
    const at = this.#rows.length;
    const shared = work >= this.#worth.operation;
    this.#rows.push(operation, Number(shared), ...values);
    while (this.#rows.length < at + ROW) this.#rows.push(0);
    if (shared) this.#work += work;
  }

  /** Operations. */
  get count(): number {
    return this.#rows.length / ROW;
  }

  /** Whether all of it is worth waking threads; the rows say which operations they share then. */
  get shared(): boolean {
    return this.#work >= this.#worth.program;
  }

  /** Copies the rows into single-precision memory of a backend, two numbers for each double. */
  writeTo(allocate: (length: number) => Block): Block {
    const block = allocate(2 * Math.max(1, this.#rows.length));
    const { buffer, byteOffset } = block.array();
    new Float64Array(buffer, byteOffset, this.#rows.length).set(this.#rows);
    return block;
  }
}

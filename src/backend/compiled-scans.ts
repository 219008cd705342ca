/** Layers over time as rows of numbers for the compiled kernels (kernels/scan.h, scan-backward.h), and who computes them. */
import type { Block } from './backend.ts';
import { address, type Call } from './compiled-call.ts';
import { GATES, OPERATIONS, SCAN_KINDS } from './operations.ts';
import type { ScanArgs, ScanBackwardArgs } from './scan-args.ts';
import { ThreadChoice } from './thread-choice.ts';

/** Steps of time after which the way in use is judged: one scan of a long text, several of short ones. */
const JUDGED_STEPS = 256;

export interface ScansOptions {
  call: Call;
  threads: number;
  /** Address of where threads meet. */
  barrier: number;
  /** Elementary steps between two meetings that may be worth them. */
  worthMeeting: number;
  /** Whether calls are noted for a program, which chooses for itself. */
  recording: () => boolean;
  /** Floats that an operation may use while it runs. */
  working: (length: number) => Block;
}

export class Scans {
  readonly #options: ScansOptions;
  /** By what a step is; of scans whose threads would share units. */
  readonly #choices = new Map<string, ThreadChoice>();

  constructor(options: ScansOptions) {
    this.#options = options;
  }

  forward(s: ScanArgs): void {
    const { kind, B, H } = s;
    const scratch = kind === 'gru-torch' ? this.#options.working(B * GATES[kind] * H) : undefined;
    this.#call(
      OPERATIONS.scan,
      s,
      SCAN_KINDS[kind],
      s.T,
      B,
      H,
      Number(s.reverse),
      address(s.lengths),
      s.recurrent.block.address,
      address(s.recurrentCandidate?.block),
      address(s.bias),
      address(s.peepholes),
      s.gates.address,
      s.h.address,
      address(s.c),
      address(s.extra),
      address(s.output),
      s.ldOutput ?? 0,
      address(scratch),
    );
  }

  backward(s: ScanBackwardArgs): void {
    this.#call(
      OPERATIONS.scanBackward,
      s,
      SCAN_KINDS[s.kind],
      s.T,
      s.B,
      s.H,
      Number(s.reverse),
      address(s.lengths),
      s.recurrent.block.address,
      address(s.recurrentCandidate?.block),
      address(s.peepholes),
      s.gates.address,
      s.h.address,
      address(s.c),
      address(s.extra),
      s.dOutput.address,
      s.ldOutput,
      s.dh.address,
      address(s.dc),
      s.scratch.address,
    );
  }

  /**
   * Threads take rows of the batch; where these are fewer, units, if a step is worth their meeting and turns out to be
   * faster so.
   */
  #call(operation: number, s: ScanArgs | ScanBackwardArgs, ...values: number[]): void {
    const { kind, T, B, H } = s;
    const { call, threads, barrier, worthMeeting, recording } = this.#options;
    const step = (B * GATES[kind] * H * H) / 8;
    if (B >= threads || step < worthMeeting) {
      call(operation, B === 1 ? 0 : T * step, ...values, 0);
      return;
    }
    if (recording()) {
      call(operation, T * step, ...values, barrier);
      return;
    }
    const key = [operation, kind, B, H].join();
    const choice =
      this.#choices.get(key) ?? new ThreadChoice({ shared: true, window: JUDGED_STEPS });
    this.#choices.set(key, choice);
    const start = performance.now();
    call(operation, choice.shared ? T * step : 0, ...values, barrier);
    choice.took(performance.now() - start, T);
  }
}

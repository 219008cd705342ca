/** Ctrl-C and SIGTERM as an AbortSignal and, afterwards, as an exit code. */
import type { Io, StopSignal } from './io.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  readonly received: StopSignal | undefined;
  /** 130 after SIGINT, 143 after SIGTERM, otherwise `otherwise`. */
  exitCode(otherwise?: number): number;
  close(): void;
}

/** `onFirst` tells the user that the end is being prepared. */
export function listenForInterrupt(io: Io, onFirst?: (signal: StopSignal) => void): Interrupt {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const stopListening = io.onSignal?.((signal) => {
    if (received !== undefined) return;
    received = signal;
    onFirst?.(signal);
    controller.abort();
  });
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    exitCode(otherwise = 0) {
      if (received === undefined) return otherwise;
      return received === 'SIGINT' ? 130 : 143;
    },
    close: () => stopListening?.(),
  };
}

/** Undoing what a session has opened. */

/** Runs what was to be undone, last first, once. */
export function closer(undo: (() => void)[]): () => void {
  return () => {
    while (undo.length > 0) undo.pop()?.();
  };
}

/** A formula in one line, its indices as subscripts. */
import { formulaParts } from './formula-parts.ts';

export function Formula({ text }: { text: string }) {
  return (
    <span class="formula">
      {formulaParts(text).map(({ text: part, sub }, k) =>
        // Parts of one formula never move among each other.
        sub ? <sub key={k}>{part}</sub> : <span key={k}>{part}</span>,
      )}
    </span>
  );
}

import type { RunState } from '../../protocol/runs.ts';
import { useText } from '../text/languages.ts';
import { stateText } from '../text/shell.ts';

/** A run's state as a mark with its word: never by colour alone. */
export function StateMark({ state }: { state: RunState }) {
  const words = useText(stateText);
  return (
    <span class={`state state-${state}`}>
      <span class="state-dot" aria-hidden="true" />
      {words[state]}
    </span>
  );
}

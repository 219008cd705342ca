/** How well a model foresees a text: symbol by symbol, as a sum, and what it expects next. */
import { RunGate } from '../../parts/run-gate.tsx';
import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { Scoring } from './scoring.tsx';

export function ScorePage() {
  const { run } = useViewOf('score');
  const names = useText(pageText);
  return (
    <>
      <div class="page-head">
        <h1>{names.score}</h1>
      </div>
      <RunGate run={run} language>
        {() => <Scoring />}
      </RunGate>
    </>
  );
}

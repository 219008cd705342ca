/** The model at work, by its task. */
import { RunGate } from '../../parts/run-gate.tsx';
import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { LanguagePlay } from './language-play.tsx';
import { PredictPlay } from './predict-play.tsx';

export function PlayPage() {
  const { run } = useViewOf('play');
  const names = useText(pageText);
  return (
    <>
      <div class="page-head">
        <h1>{names.play}</h1>
      </div>
      <RunGate run={run}>
        {(detail) => (detail.task === 'lm' ? <LanguagePlay /> : <PredictPlay run={detail} />)}
      </RunGate>
    </>
  );
}

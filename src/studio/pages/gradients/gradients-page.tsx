/** Gradients: how far errors reach back in a run. */
import { RunGate } from '../../parts/run-gate.tsx';
import { unitOfText } from '../../server/text-unit.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { LanguageGradients } from './language-gradients.tsx';
import { TaskGradients } from './task-gradients.tsx';

export function GradientsPage() {
  const { run } = useViewOf('gradients');
  const names = useText(pageText);
  const t = useText(gradientsText);
  return (
    <>
      <div class="page-head">
        <h1>{names.gradients}</h1>
      </div>
      <RunGate run={run}>
        {(detail) =>
          detail.task === 'lm' ? (
            <>
              <p class="lead">{t.intro}</p>
              <LanguageGradients unit={unitOfText(detail)} />
            </>
          ) : (
            <>
              <p class="lead">{t.taskIntro}</p>
              <TaskGradients key={run} detail={detail} />
            </>
          )
        }
      </RunGate>
    </>
  );
}

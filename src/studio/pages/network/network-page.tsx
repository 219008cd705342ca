/** Network: the drawing over some steps, the box in use, and an input that is read step by step. */
import { RunGate } from '../../parts/run-gate.tsx';
import { unitOfText } from '../../server/text-unit.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { pageText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { LanguageNetwork } from './language-network.tsx';
import { TaskNetwork } from './task-network.tsx';

export function NetworkPage() {
  const { run } = useViewOf('network');
  const names = useText(pageText);
  const t = useText(networkText);
  return (
    <>
      <div class="page-head">
        <h1>{names.network}</h1>
      </div>
      <p class="lead">{t.intro}</p>
      <RunGate run={run}>
        {(detail) =>
          detail.task === 'lm' ? (
            <LanguageNetwork unit={unitOfText(detail)} />
          ) : (
            <TaskNetwork detail={detail} />
          )
        }
      </RunGate>
    </>
  );
}

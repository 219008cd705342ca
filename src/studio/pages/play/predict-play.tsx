/** The other tasks at play: an input, the model's answer drawn. */
import type { PredictedAnswer } from '../../../protocol/predict.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import { Failure } from '../../parts/notice.tsx';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useLinkedText } from '../../view/use-linked-text.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { AnswerView } from './answer-view.tsx';
import { InputForm } from './input-form.tsx';
import { inputOf, optionsOf } from './predict-input.ts';
import { drawn } from './prediction.ts';

export function PredictPlay({ run }: { run: RunDetail }) {
  const view = useViewOf('play');
  const t = useText(playText);
  const shell = useText(shellText);
  const { text, isLong, put } = useLinkedText(view.input, (input) =>
    changeView('play', { input, drawn: true }),
  );
  const asked = view.drawn && text.trim() !== '';
  const { value, error, waiting, again } = useAnswer<PredictedAnswer[]>(
    asked ? text : null,
    async (signal) => {
      const request = { input: inputOf(text), options: optionsOf(run) };
      return (await postTo(view.run, 'predict', request, signal)).answers;
    },
  );
  return (
    <div class="play-main">
      <InputForm value={text} examples={run.examples} action={t.predict} onUse={put} />
      {isLong && <p class="help">{shell.notInLink}</p>}
      {error && <Failure error={error} again={again} />}
      {waiting && <p class="soft">{shell.wait}</p>}
      {value && (
        <section class="answers" aria-label={t.answers} aria-live="polite">
          {value.map((answer, k) => (
            <div key={`${k}`} class="panel">
              <AnswerView answer={drawn(answer)} />
              <details>
                <summary class="help">{t.raw}</summary>
                <pre class="raw">{JSON.stringify(answer.prediction, null, 1)}</pre>
              </details>
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

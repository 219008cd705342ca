/** A language model at play: a beginning, its continuation, and the ways that it did not go. */
import { useEffect, useId } from 'preact/hooks';
import type { Alternative } from '../../../protocol/language.ts';
import { count } from '../../../util/format.ts';
import { Failure } from '../../parts/notice.tsx';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { changeView, goTo } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { type Place, writeView } from '../../view/views.ts';
import { DrawControls } from './draw-controls.tsx';
import { GeneratedText } from './generated-text.tsx';
import { sampleRequestOf } from './request.ts';
import { useGeneration } from './use-generation.ts';

export function LanguagePlay() {
  const view = useViewOf('play');
  const t = useText(playText);
  const id = useId();
  const { symbols, running, error, start, stop } = useGeneration(view.run);
  const { drawn, prefix } = view;
  // A link to a drawn text, or to a branch of it, draws it again: the same seed gives the same text.
  const asked = drawn ? writeView({ page: 'play', run: view.run, prefix } as Place<'play'>) : '';
  useEffect(() => {
    if (drawn) start(sampleRequestOf(view));
  }, [asked]);
  const generate = () => {
    if (drawn && prefix.length === 0) start(sampleRequestOf(view));
    changeView('play', { drawn: true, prefix: [], at: null });
  };
  const branch = (kept: number, alternative: Alternative) =>
    goTo({
      ...view,
      page: 'play',
      drawn: true,
      prefix: [...symbols.slice(0, kept).map((one) => one.id), alternative.id],
      at: [...view.input].length + kept,
    } as Place<'play'>);
  const bits = symbols.reduce((sum, { probability }) => sum - Math.log2(probability), 0);
  return (
    <div class="play">
      <div class="play-main">
        <div class="field">
          <label for={`${id}-prime`}>{t.prime}</label>
          <textarea
            id={`${id}-prime`}
            class="prime"
            rows={2}
            value={view.input}
            aria-describedby={`${id}-help`}
            onInput={(event) => changeView('play', { input: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) generate();
            }}
          />
          <small class="help" id={`${id}-help`}>
            {t.primeHelp}
          </small>
        </div>
        <div class="controls">
          <button type="button" class="main" onClick={generate}>
            {t.generate}
          </button>
          <button type="button" disabled={!running} onClick={stop}>
            {t.stopNow}
          </button>
          {prefix.length > 0 && (
            <span class="branched">
              <span class="help">{t.branched}</span>
              <button
                type="button"
                class="quiet"
                onClick={() =>
                  goTo({ ...view, page: 'play', prefix: [], at: null } as Place<'play'>)
                }
              >
                {t.unbranch}
              </button>
            </span>
          )}
        </div>
        {error && <Failure error={error} />}
        {symbols.length > 0 && (
          <>
            <GeneratedText
              prime={view.input}
              symbols={symbols}
              running={running}
              at={view.at}
              onLook={(at) => changeView('play', { at })}
              onBranch={branch}
            />
            <p class="help" role="status">
              {running ? '' : t.summary(count(symbols.length), (bits / symbols.length).toFixed(2))}
            </p>
            <p class="help">{t.look}</p>
          </>
        )}
      </div>
      <DrawControls view={view} />
    </div>
  );
}

import { useId, useMemo, useState } from 'preact/hooks';
import type { ScoreAnswer } from '../../../protocol/language.ts';
import { count } from '../../../util/format.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { risingLevel, risingScale, surpriseShare } from '../../parts/colour-scales.ts';
import { Failure } from '../../parts/notice.tsx';
import { figure, percent } from '../../parts/numbers.ts';
import { ScaleLegend } from '../../parts/scale-legend.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { scoreText } from '../../text/score.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useLinkedText } from '../../view/use-linked-text.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { ChainRule } from './chain-rule.tsx';
import { NextSymbols } from './next-symbols.tsx';

export function Scoring() {
  const { run, text: linked, at } = useViewOf('score');
  const t = useText(scoreText);
  const shell = useText(shellText);
  const id = useId();
  const [written, setWritten] = useState(linked);
  const { text, isLong, put } = useLinkedText(linked, (fitting) =>
    changeView('score', { text: fitting, at: null }),
  );
  const { value, error, waiting, again } = useAnswer(text === '' ? null : text, (signal) =>
    postTo(run, 'score', { text }, signal),
  );
  const score = () => put(written);
  return (
    <div class="play-main">
      <div class="field">
        <label for={`${id}-text`}>{t.input}</label>
        <textarea
          id={`${id}-text`}
          rows={5}
          value={written}
          aria-describedby={`${id}-help`}
          onInput={(event) => setWritten(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) score();
          }}
        />
        <small class="help" id={`${id}-help`}>
          {t.inputHelp}
        </small>
      </div>
      <div class="controls">
        <button type="button" class="main" disabled={written === ''} onClick={score}>
          {t.score}
        </button>
      </div>
      {isLong && <p class="help">{shell.notInLink}</p>}
      {error && <Failure error={error} again={again} />}
      {waiting && <p class="soft">{shell.wait}</p>}
      {value && (
        <>
          <Scored answer={value} at={at} />
          <div class="score-details">
            <ChainRule symbols={value.symbols} at={at} />
            <NextSymbols run={run} symbols={value.symbols.token} at={at} text={text} />
          </div>
        </>
      )}
    </div>
  );
}

function Scored({ answer, at }: { answer: ScoreAnswer; at: number | null }) {
  const t = useText(scoreText);
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const { token, logProbability } = answer.symbols;
  const level = useMemo(
    () => (index: number) => risingLevel(surpriseShare(logProbability[index])),
    [logProbability],
  );
  const rows: [word: string, value: string][] = [
    [t.tokens, count(answer.tokens)],
    [t.total, figure(answer.logProbability)],
    [t.loss, figure(answer.loss)],
    [t.perplexity, figure(answer.perplexity)],
    [t.bits, figure(answer.bitsPerCharacter)],
    ...(answer.unknown > 0 ? [[t.unknown, count(answer.unknown)] satisfies [string, string]] : []),
  ];
  return (
    <>
      <div class="watch-figures panel">
        <dl class="figures">
          {rows.map(([word, value]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <ScaleLegend title={t.legend} low={t.none} high={t.six} scale={scale} />
      <CanvasText
        label={t.text}
        symbols={token}
        scale={scale}
        level={level}
        caret={at}
        onCaret={(index) => changeView('score', { at: index })}
        describe={(index) =>
          t.said(
            percent(Math.exp(logProbability[index])),
            (-logProbability[index] / Math.LN2).toFixed(2),
          )
        }
      />
    </>
  );
}

/** An answer of the model, drawn as its kind asks for. */
import { useMemo } from 'preact/hooks';
import { risingLevel, risingScale } from '../../parts/colour-scales.ts';
import { HeatMap } from '../../parts/heat-map.tsx';
import { percent } from '../../parts/numbers.ts';
import { visible } from '../../parts/symbols.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { FanChart } from './fan-chart.tsx';
import type { Drawn } from './prediction.ts';

export function AnswerView({ answer }: { answer: Drawn }) {
  switch (answer.kind) {
    case 'classes':
      return <Classes {...answer} />;
    case 'tags':
      return <Tags {...answer} />;
    case 'attention':
      return <Attention {...answer} />;
    case 'forecast':
      return (
        <div class="two-plots">
          {answer.targets.map((target) => (
            <FanChart key={target.target} target={target} />
          ))}
        </div>
      );
    case 'text':
      return <PlainAnswer text={answer.text} />;
    default:
      return answer satisfies never;
  }
}

function PlainAnswer({ text }: { text: string }) {
  const t = useText(playText);
  if (text.trim() === '') return <p class="soft">{t.emptyAnswer}</p>;
  return <pre class="answer-text">{text}</pre>;
}

type Of<K extends Drawn['kind']> = Extract<Drawn, { kind: K }>;

function Classes({ label, probabilities }: Of<'classes'>) {
  return (
    <ul class="classes">
      {probabilities.map(([name, probability]) => (
        <li key={name} class={name === label ? 'chosen' : ''}>
          <span class="bar" style={{ '--share': String(probability) }} />
          <span class="class-name">{name}</span>
          <span class="number">{percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Each kind of tag has a colour; O, "nothing", has none. */
function Tags({ tokens, tags, probability }: Of<'tags'>) {
  const kinds = [...new Set(tags.map(kindOf))].filter((kind) => kind !== 'O').sort();
  return (
    <p class="tagged">
      {tokens.map((token, k) => {
        const colour = (kinds.indexOf(kindOf(tags[k])) % 8) + 1;
        const title = `${tags[k]} ${percent(probability[k])}`;
        return (
          <span key={`${k}`} class={`tagged-token series-${colour}`} title={title}>
            <span>{visible(token)}</span>
            {tags[k] !== 'O' && <span class="tag">{tags[k]}</span>}
          </span>
        );
      })}
    </p>
  );
}

/** `B-PER` and `I-PER` are of one kind. */
function kindOf(tag: string): string {
  return tag.replace(/^[BIES]-/, '');
}

function Attention({ text, source, written, weights }: Of<'attention'>) {
  const t = useText(playText);
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const rows = useMemo(() => written.map(visible), [written]);
  const columns = useMemo(() => source.map(visible), [source]);
  const level = useMemo(
    () => (row: number, column: number) => risingLevel(weights[row]?.[column] ?? 0),
    [weights],
  );
  return (
    <div>
      <p class="answer-text mono">{text}</p>
      <h3>{t.attention}</h3>
      <p class="help">{t.attentionHelp}</p>
      <HeatMap
        label={t.attention}
        rows={rows}
        columns={columns}
        level={level}
        scale={scale}
        describe={(row, column) =>
          `${rows[row]} ← ${columns[column]}: ${percent(weights[row]?.[column] ?? 0)}`
        }
      />
    </div>
  );
}

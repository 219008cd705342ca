/** The distribution of the symbol after the one that is looked at, or after the whole text. */

import { Failure } from '../../parts/notice.tsx';
import { percent } from '../../parts/numbers.ts';
import { visible } from '../../parts/symbols.ts';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { scoreText } from '../../text/score.ts';

interface NextSymbolsProps {
  run: string;
  text: string;
  symbols: readonly string[];
  at: number | null;
}

const TOP = 12;

export function NextSymbols({ run, text, symbols, at }: NextSymbolsProps) {
  const t = useText(scoreText);
  const inside = at !== null && at < symbols.length - 1;
  const before = inside ? symbols.slice(0, at + 1).join('') : text;
  const { value, error } = useAnswer(before, (signal) =>
    postTo(run, 'next', { text: before, top: TOP }, signal),
  );
  return (
    <section class="panel next-symbols">
      <h2>{t.next}</h2>
      {error && <Failure error={error} />}
      <p class="help">
        {inside ? t.nextAfter(visible(symbols[at])) : t.atEnd}
        {value && ` · ${t.entropy(value.entropy.toFixed(2))}`}
      </p>
      {value && (
        <ul class="classes">
          {value.symbols.map(({ id, token, probability }) => (
            <li key={id}>
              <span class="bar" style={{ '--share': String(probability) }} />
              <span class="class-name mono">{visible(token)}</span>
              <span class="number">{percent(probability)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

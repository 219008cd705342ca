/** The chain rule as a table: a symbol a row, its probability, and the sum of the logarithms so far. */
import { useMemo, useState } from 'preact/hooks';
import type { ScoreAnswer } from '../../../protocol/language.ts';
import { count } from '../../../util/format.ts';
import { figure, percent } from '../../parts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { visible } from '../../parts/symbols.ts';
import { useText } from '../../text/languages.ts';
import { scoreText } from '../../text/score.ts';
import { changeView } from '../../view/location.ts';

const ROWS = 40;
/** Symbols before each one that are shown beside it. */
const BEFORE = 12;

export function ChainRule({
  symbols: { token, logProbability },
  at,
}: {
  symbols: ScoreAnswer['symbols'];
  at: number | null;
}) {
  const t = useText(scoreText);
  const sums = useMemo(() => running(logProbability), [logProbability]);
  // The page of rows that was turned to, as long as the caret stays where it is.
  const [turned, setTurned] = useState<{ at: number | null; page: number }>({ at, page: 0 });
  const page = turned.at === at ? turned.page : Math.floor((at ?? 0) / ROWS);
  const from = page * ROWS;
  const to = Math.min(token.length, from + ROWS);
  const turn = (by: number) => setTurned({ at, page: page + by });
  return (
    <section class="panel">
      <h2>{t.chain}</h2>
      <p class="help">{t.chainHelp}</p>
      <ScrollBox label={t.chain}>
        <table class="chain">
          <thead>
            <tr>
              <th scope="col" class="number">
                {t.nr}
              </th>
              <th scope="col" class="before">
                {t.before}
              </th>
              <th scope="col">{t.symbol}</th>
              <th scope="col" class="number">
                {t.probability}
              </th>
              <th scope="col" class="number">
                {t.logProbability}
              </th>
              <th scope="col" class="number">
                {t.sum}
              </th>
            </tr>
          </thead>
          <tbody>
            {token.slice(from, to).map((symbol, k) => {
              const i = from + k;
              return (
                <tr
                  key={i}
                  aria-current={i === at ? 'true' : undefined}
                  onClick={() => {
                    setTurned({ at: i, page });
                    changeView('score', { at: i });
                  }}
                >
                  <td class="number soft">{i + 1}</td>
                  <td class="mono soft before">
                    {token
                      .slice(Math.max(0, i - BEFORE), i)
                      .map(visible)
                      .join('')}
                  </td>
                  <td class="mono">{visible(symbol)}</td>
                  <td class="number">{percent(Math.exp(logProbability[i]))}</td>
                  <td class="number">{figure(logProbability[i])}</td>
                  <td class="number">{figure(sums[i])}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      {token.length > ROWS && (
        <div class="controls">
          <button type="button" disabled={page === 0} onClick={() => turn(-1)}>
            {t.earlier}
          </button>
          <span class="help">{t.rows(count(from + 1), count(to), count(token.length))}</span>
          <button type="button" disabled={to === token.length} onClick={() => turn(1)}>
            {t.later}
          </button>
        </div>
      )}
    </section>
  );
}

/** The sum of the values up to each place. */
export function running(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

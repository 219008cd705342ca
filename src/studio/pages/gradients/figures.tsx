/** The same as a table, with what is known of the recurrent weights and of clipping. */
import { plain } from '../../../util/format.ts';
import { figure } from '../../parts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import type { Shown } from './shown.ts';

interface FiguresProps {
  shown: readonly Shown[];
  /** Their weights are clipped together, which is said once. */
  together: boolean;
}

export function Figures({ shown, together }: FiguresProps) {
  const t = useText(gradientsText);
  const clipped = ({ clipping: { before, clip } }: Shown) => {
    const over = before.filter((norm) => norm > clip).length;
    return t.clippedOf(over, before.length, figure(Math.max(...before)));
  };
  return (
    <section class="panel">
      <h2>{t.figures}</h2>
      <ScrollBox label={t.figures}>
        <table>
          <thead>
            <tr>
              <th scope="col">{together ? t.inLayer : t.network}</th>
              <th scope="col">{t.reach}</th>
              <th scope="col" class="number">
                {t.factor}
              </th>
              <th scope="col">{t.radius}</th>
              {!together && <th scope="col">{t.clipped}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => {
              const { name, state, recurrent } = one;
              const toTheEnd = state.reach >= state.median.findLastIndex((value) => value !== null);
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{toTheEnd ? t.atLeast(state.reach) : t.steps(state.reach)}</td>
                  <td class="number">{figure(state.perStep)}</td>
                  <td>
                    {recurrent.map(({ gate, spectralRadius }) => (
                      <span key={gate} class="radius">
                        {recurrent.length > 1 && <em>{gate}</em>} {figure(spectralRadius)}
                      </span>
                    ))}
                  </td>
                  {!together && <td>{clipped(one)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p class="soft">{t.radiusHelp}</p>
      <p class="soft">
        {t.clippingHelp(plain(shown[0].clipping.clip))}
        {together && ` ${t.clippedTogether(clipped(shown[0]))}`}
      </p>
    </section>
  );
}

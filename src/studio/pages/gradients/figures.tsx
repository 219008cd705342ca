/** The same as a table, with what is known of the recurrent weights and of clipping. */
import type { GradientReach, StateReach } from '../../../protocol/network.ts';
import { plain } from '../../../util/format.ts';
import { figure } from '../../parts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';

interface Shown {
  name: string;
  reach: GradientReach;
  state: StateReach;
}

export function Figures({ shown, layer }: { shown: readonly Shown[]; layer: number }) {
  const t = useText(gradientsText);
  return (
    <section class="panel">
      <h2>{t.figures}</h2>
      <ScrollBox label={t.figures}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.network}</th>
              <th scope="col">{t.reach}</th>
              <th scope="col" class="number">
                {t.factor}
              </th>
              <th scope="col">{t.radius}</th>
              <th scope="col">{t.clipped}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, reach, state }) => {
              const blocks = reach.layers[Math.min(layer, reach.layers.length) - 1].recurrent;
              const { before, clip } = reach.clipping;
              const over = before.filter((norm) => norm > clip).length;
              const toTheEnd = state.reach >= state.median.length - 1;
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{toTheEnd ? t.atLeast(state.reach) : t.steps(state.reach)}</td>
                  <td class="number">{figure(state.perStep)}</td>
                  <td>
                    {blocks.map(({ gate, spectralRadius }) => (
                      <span key={gate} class="radius">
                        {blocks.length > 1 && <em>{gate}</em>} {figure(spectralRadius)}
                      </span>
                    ))}
                  </td>
                  <td>{t.clippedOf(over, before.length, figure(Math.max(...before)))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p class="soft">{t.radiusHelp}</p>
      <p class="soft">{t.clippingHelp(plain(shown[0].reach.clipping.clip))}</p>
    </section>
  );
}

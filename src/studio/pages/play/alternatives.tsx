/** What else could have come at a place, with its probabilities; each one leads on from there. */
import type { Alternative, SampledSymbol } from '../../../protocol/language.ts';
import { percent } from '../../parts/numbers.ts';
import { visible } from '../../parts/symbols.ts';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';

interface AlternativesProps {
  symbol: SampledSymbol;
  onTake: (alternative: Alternative) => void;
  onEnter?: () => void;
  onLeave?: () => void;
  /** Back to the text, by Escape. */
  onEscape?: () => void;
}

/** The arrow keys go from one to the next, and round. */
function moveFocus(list: HTMLElement, by: number): void {
  const buttons = [...list.querySelectorAll<HTMLElement>('button:enabled')];
  const now = buttons.indexOf(document.activeElement as HTMLElement);
  buttons[(now + by + buttons.length) % buttons.length]?.focus();
}

export function Alternatives({ symbol, onTake, onEnter, onLeave, onEscape }: AlternativesProps) {
  const t = useText(playText);
  const { alternatives } = symbol;
  const drawnIsListed = alternatives.some(({ id }) => id === symbol.id);
  const listed = drawnIsListed ? alternatives : [...alternatives, symbol];
  return (
    <section
      class="alternatives"
      aria-label={t.alternatives(visible(symbol.token))}
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (event.key === 'Escape') onEscape?.();
        else if (by !== undefined) moveFocus(event.currentTarget, by);
        else return;
        event.preventDefault();
      }}
    >
      <h3>{t.alternatives(visible(symbol.token))}</h3>
      <ul>
        {listed.map((one) => (
          <li key={one.id}>
            <button type="button" disabled={one.id === symbol.id} onClick={() => onTake(one)}>
              <span class="bar" style={{ '--share': String(one.probability) }} />
              <span class="hidden">{t.goOnWith}</span>
              <span class="mono token">{visible(one.token)}</span>
              {one.id === symbol.id && <span class="help">{t.drawn}</span>}
              <span class="number">{percent(one.probability)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

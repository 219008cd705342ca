/** Units by what they stand for: a probe, a pattern of one's own, or examples that were selected. */
import { useId, useState } from 'preact/hooks';
import type { CellsAnswer, ProbeAnswer, UnitScore } from '../../../protocol/cells.ts';
import { count } from '../../../util/format.ts';
import { Failure } from '../../parts/notice.tsx';
import { figure } from '../../parts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import type { Answered } from '../../server/use-answer.ts';
import { cellsText, probeText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';
import { probeOf, type Unit } from './unit.ts';
import { nameOf } from './unit-choice.tsx';

interface UnitListProps {
  view: View<'cells'>;
  answer: Answered<CellsAnswer>;
  unit: Unit | undefined;
}

const PATTERN = 'pattern';
const SPANS = 'spans';

export function UnitList({ view, answer, unit }: UnitListProps) {
  const t = useText(cellsText);
  const names = useText(probeText) as Readonly<Record<string, string>>;
  const id = useId();
  const [draft, setDraft] = useState(view.pattern);
  const { value, waiting, error, again } = answer;
  const found = probeOf(value, view.probe);
  const mode = view.spans.length > 0 ? SPANS : view.probe === PATTERN ? PATTERN : found?.probe;
  const own = [PATTERN, ...(view.spans.length > 0 ? [SPANS] : [])];
  const wordOf = (probe: string) =>
    ({ [PATTERN]: t.patternProbe, [SPANS]: t.spansProbe })[probe] ?? names[probe] ?? probe;
  const choose = (probe: string) =>
    changeView('cells', {
      probe,
      unit: null,
      spans: probe === SPANS ? view.spans : [],
      pattern: probe === PATTERN ? view.pattern : '',
    });
  const builtIn = (value?.probes ?? [])
    .map(({ probe }) => probe)
    .filter((one) => !own.includes(one));
  const listed =
    builtIn.length > 0
      ? builtIn
      : view.probe !== '' && !own.includes(view.probe)
        ? [view.probe]
        : [];
  return (
    <section class="panel unit-list" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.search}</h2>
      <div class="field">
        <label for={`${id}-probe`}>{t.probe}</label>
        <select
          id={`${id}-probe`}
          value={mode ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {mode === undefined && <option value="" />}
          {(mode === PATTERN || mode === SPANS) && <option value="">…</option>}
          {listed.map((probe) => (
            <option key={probe} value={probe}>
              {wordOf(probe)}
            </option>
          ))}
          {own.map((probe) => (
            <option key={probe} value={probe}>
              {wordOf(probe)}
            </option>
          ))}
        </select>
      </div>
      {mode === PATTERN && (
        <form
          class="pattern-form"
          onSubmit={(event) => {
            event.preventDefault();
            changeView('cells', { pattern: draft, unit: null });
          }}
        >
          <div class="field">
            <label for={`${id}-pattern`}>{t.pattern}</label>
            <input
              id={`${id}-pattern`}
              class="mono"
              type="text"
              placeholder="\(.*?\)"
              value={draft}
              onInput={(event) => setDraft(event.currentTarget.value)}
            />
          </div>
          <button type="submit" disabled={draft === ''}>
            {t.searchPattern}
          </button>
        </form>
      )}
      {error && <Failure error={error} again={again} />}
      <p class="soft" role="status">
        {waiting ? t.searching : ''}
      </p>
      {found && value && <Found answer={value} found={found} unit={unit} />}
    </section>
  );
}

interface FoundProps {
  answer: CellsAnswer;
  found: ProbeAnswer;
  unit: Unit | undefined;
}

function Found({ answer, found, unit }: FoundProps) {
  const t = useText(cellsText);
  const { units, control, positives } = found;
  if (units.length === 0) return <p>{t.nothing}</p>;
  const isShown = (one: UnitScore) =>
    one.layer === unit?.layer && one.unit === unit.unit && one.what === unit.what;
  return (
    <>
      <p class="help">{t.positives(count(positives), count(answer.heldOut || answer.symbols))}</p>
      <ScrollBox label={t.search}>
        <table class="units">
          <thead>
            <tr>
              <th scope="col">{t.unit}</th>
              <th scope="col" class="number">
                {t.auc}
              </th>
              <th scope="col" class="number">
                {t.f1}
              </th>
              <th scope="col" class="number">
                {t.correlation}
              </th>
            </tr>
          </thead>
          <tbody>
            {units.map((one) => {
              const name = `${one.layer}.${one.unit} ${nameOf(one.what)}`;
              return (
                <tr key={name} class={isShown(one) ? 'shown' : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      class="quiet"
                      aria-label={t.choose(name)}
                      aria-pressed={isShown(one)}
                      onClick={() =>
                        changeView('cells', {
                          layer: one.layer,
                          unit: one.unit,
                          what: one.what,
                          probe: found.probe,
                        })
                      }
                    >
                      {name}
                    </button>
                    {one.sign < 0 && <small class="soft low">{t.low}</small>}
                  </th>
                  <td class="number">{three(one.auc)}</td>
                  <td class="number">{three(one.f1)}</td>
                  <td class="number">{three(one.correlation)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p class="help">{t.control(three(control.auc), three(control.f1))}</p>
      <p class="help">{answer.heldOut > 0 ? t.heldOut(count(answer.heldOut)) : t.inText}</p>
    </>
  );
}

function three(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3).replace('-', '−') : figure(value);
}

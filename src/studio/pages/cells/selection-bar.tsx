/** What can be done with the span that is selected. */
import type { TraceAnswer } from '../../../protocol/cells.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';

export function SelectionBar({ view, trace }: { view: View<'cells'>; trace: TraceAnswer }) {
  const t = useText(cellsText);
  const { from, to, spans } = view;
  const selected = from !== null && to !== null && from < to && to <= trace.ends.length;
  const search = (before: readonly number[]) => {
    if (!selected) return;
    const span = [from === 0 ? 0 : trace.ends[from - 1], trace.ends[to - 1]];
    changeView('cells', { spans: [...before, ...span], probe: 'spans', unit: null });
  };
  return (
    <div class="selection-bar">
      {selected ? (
        <>
          <span class="soft">{t.selected(to - from)}</span>
          <button type="button" onClick={() => search([])}>
            {t.searchSelected}
          </button>
          {spans.length > 0 && (
            <button type="button" onClick={() => search(spans)}>
              {t.addSelected}
            </button>
          )}
        </>
      ) : (
        <span class="soft">{t.selectHelp}</span>
      )}
      {spans.length > 0 && (
        <>
          <span class="soft">{t.examples(spans.length / 2)}</span>
          <button
            type="button"
            class="quiet"
            onClick={() => changeView('cells', { spans: [], probe: '', unit: null })}
          >
            {t.clearSpans}
          </button>
        </>
      )}
    </div>
  );
}

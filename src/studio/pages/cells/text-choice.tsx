/** Which text is read: some of the model's own, pasted, or from a file. */
import { useId, useState } from 'preact/hooks';
import { count } from '../../../util/format.ts';
import { Notice } from '../../parts/notice.tsx';
import { keepText } from '../../prefs/kept-texts.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';
import { STANDARD_LENGTH } from './use-cell-text.ts';

/** A link may be so long; anything longer is kept in the browser. */
const IN_LINK = 1500;
/** As the server takes it. */
const LONGEST = 4_000_000;
const sources = [
  ['data', [STANDARD_LENGTH, 20_000, 100_000]],
  ['generated', [STANDARD_LENGTH, 20_000, 100_000]],
] as const;
const STANDARD = `data:${STANDARD_LENGTH}`;

export function TextChoice({ view, symbols }: { view: View<'cells'>; symbols: number }) {
  const t = useText(cellsText);
  const id = useId();
  const [draft, setDraft] = useState('');
  const [refused, setRefused] = useState('');
  const own = view.text !== '' || view.source.startsWith('kept:');
  const show = (change: Partial<View<'cells'>>) =>
    changeView('cells', {
      text: '',
      source: '',
      at: null,
      from: null,
      to: null,
      spans: [],
      ...change,
    });
  const use = (text: string) => {
    if (text === '') return;
    if (text.length > LONGEST) return setRefused(t.tooLong(count(LONGEST)));
    setRefused('');
    show(text.length <= IN_LINK ? { text } : { source: `kept:${keepText(text)}` });
  };
  const open = async (event: Event) => {
    const file = (event.currentTarget as HTMLInputElement).files?.[0];
    if (file) use(await file.text());
  };
  return (
    <div class="text-choice">
      <div class="field">
        <label for={`${id}-from`}>{t.textFrom}</label>
        <select
          id={`${id}-from`}
          value={own ? 'own' : view.source || STANDARD}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value !== 'own') {
              show({ source: value === STANDARD ? '' : value });
            }
          }}
        >
          {sources.map(([source, lengths]) =>
            lengths.map((length) => (
              <option key={`${source}:${length}`} value={`${source}:${length}`}>
                {t[source](count(length))}
              </option>
            )),
          )}
          {own && <option value="own">{t.keptText(count(symbols))}</option>}
        </select>
      </div>
      <details>
        <summary>{t.ownText}</summary>
        <form
          class="text-form"
          onSubmit={(event) => {
            event.preventDefault();
            use(draft);
          }}
        >
          <textarea
            aria-label={t.paste}
            placeholder={t.paste}
            value={draft}
            onInput={(event) => setDraft(event.currentTarget.value)}
          />
          <div class="text-buttons">
            <button type="submit" disabled={draft === ''}>
              {t.useText}
            </button>
            <label class="button">
              {t.openFile}
              <input class="hidden" type="file" onChange={open} />
            </label>
          </div>
        </form>
        {refused !== '' && <Notice kind="bad">{refused}</Notice>}
      </details>
    </div>
  );
}

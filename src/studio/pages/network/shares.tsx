/** Shares of one at a box: answers with their probabilities, or how much each step of an input counts. */
import { useMemo, useState } from 'preact/hooks';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { risingLevel, risingScale } from '../../parts/colour-scales.ts';
import { percent } from '../../parts/numbers.ts';
import { spaced, stepName } from '../../parts/symbols.ts';
import { usePreferences } from '../../prefs/preferences.ts';

export interface Share {
  label: string;
  share: number;
}

/** The most probable first. */
export function AnswerShares({ title, rows }: { title: string; rows: readonly Share[] }) {
  const most = rows[0]?.share ?? 1;
  return (
    <>
      <h3>{title}</h3>
      <ol class="next-list">
        {rows.map(({ label, share }, k) => (
          <li key={`${k}`}>
            <code title={label}>{stepName(label)}</code>
            <span class="bar" style={{ inlineSize: `${(100 * share) / most}%` }} />
            <span class="number">{percent(share)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The steps in their order, darker where they count more. */
export function LookedShares({
  title,
  help,
  rows,
}: {
  title: string;
  help: string;
  rows: readonly Share[];
}) {
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const [caret, setCaret] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const symbols = useMemo(() => spaced(rows.map(({ label }) => label)), [rows]);
  const best = largest(rows);
  const level = useMemo(() => {
    // The largest of many small shares is to be seen too.
    const most = rows[best]?.share ?? 1;
    return (index: number) => risingLevel((rows[index]?.share ?? 0) / most);
  }, [rows, best]);
  const said = (index: number) => percent(rows[index]?.share ?? 0);
  const looked = hovered ?? caret ?? best;
  return (
    <>
      <h3>{title}</h3>
      <p class="soft">{help}</p>
      <CanvasText
        label={title}
        symbols={symbols}
        scale={scale}
        level={level}
        caret={caret}
        onCaret={setCaret}
        onHover={setHovered}
        describe={said}
        maxLines={6}
      />
      {rows[looked] && (
        <p>
          <code>{stepName(rows[looked].label)}</code> <span class="number">{said(looked)}</span>
        </p>
      )}
    </>
  );
}

function largest(rows: readonly Share[]): number {
  return rows.reduce((best, { share }, k) => (share > rows[best].share ? k : best), 0);
}

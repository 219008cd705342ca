/** Theme, colours and language: a disclosure with three groups of choices. */
import { useEffect, useRef } from 'preact/hooks';
import { Choice } from '../parts/choice.tsx';
import {
  languageNames,
  palettes,
  setPreferences,
  themes,
  usePreferences,
} from '../prefs/preferences.ts';
import { useText } from '../text/languages.ts';
import { paletteText, shellText, themeText } from '../text/shell.ts';

const languageWords = { en: 'English', ko: '한국어' } as const;

export function PreferencesMenu() {
  const chosen = usePreferences();
  const t = useText(shellText);
  const themeWords = useText(themeText);
  const paletteWords = useText(paletteText);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) box.current?.removeAttribute('open');
    };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, []);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !box.current?.open) return;
    box.current.open = false;
    box.current.querySelector('summary')?.focus();
  };
  return (
    <details class="preferences" ref={box} onKeyDown={close}>
      <summary aria-label={t.preferences} title={t.preferences}>
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M3 6h8m4 0h2M3 14h2m4 0h8" />
          <circle cx="13" cy="6" r="2.2" />
          <circle cx="7" cy="14" r="2.2" />
        </svg>
      </summary>
      <div class="menu">
        <Choice
          label={t.theme}
          value={chosen.theme}
          options={themes.map((theme) => [theme, themeWords[theme]] as const)}
          onChange={(theme) => setPreferences({ theme })}
        />
        <Choice
          label={t.palette}
          value={chosen.palette}
          options={palettes.map((palette) => [palette, paletteWords[palette]] as const)}
          onChange={(palette) => setPreferences({ palette })}
        />
        <Choice
          label={t.language}
          value={chosen.language}
          options={languageNames.map((language) => [language, languageWords[language]] as const)}
          onChange={(language) => setPreferences({ language })}
        />
      </div>
    </details>
  );
}

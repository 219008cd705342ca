/** The colours of letters and marks, as the style sheet has them for the theme in use. */
import { useMemo } from 'preact/hooks';
import { usePreferences } from '../prefs/preferences.ts';
import type { Inks } from './draw.ts';

export const FONT_PIXELS = 15;

export function useInks(): Inks {
  const { theme, palette, dark } = usePreferences();
  // The style sheet follows these three.
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const value = (name: string) => style.getPropertyValue(name).trim();
    return {
      font: `${FONT_PIXELS}px ${value('--mono')}`,
      ink: value('--ink'),
      soft: value('--ink-soft'),
      accent: value('--accent'),
      selection: value('--selection'),
    };
  }, [theme, palette, dark]);
}

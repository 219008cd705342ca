/** The colours from negative to positive, as one likes them. */
import { useMemo } from 'preact/hooks';
import { usePreferences } from '../prefs/preferences.ts';
import { divergingScale } from './colour-scales.ts';

export function useDivergingScale(): ReturnType<typeof divergingScale> {
  const { palette, dark } = usePreferences();
  return useMemo(() => divergingScale({ palette, dark }), [palette, dark]);
}

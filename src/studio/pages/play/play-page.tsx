import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function PlayPage() {
  const names = useText(pageText);
  return <h1>{names.play}</h1>;
}

import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function WatchPage() {
  const names = useText(pageText);
  return <h1>{names.watch}</h1>;
}

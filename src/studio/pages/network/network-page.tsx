import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function NetworkPage() {
  const names = useText(pageText);
  return <h1>{names.network}</h1>;
}

import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function NewRunPage() {
  const names = useText(pageText);
  return <h1>{names.new}</h1>;
}

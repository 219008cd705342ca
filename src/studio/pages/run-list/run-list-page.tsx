import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function RunListPage() {
  const names = useText(pageText);
  return <h1>{names.runs}</h1>;
}

import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function CellsPage() {
  const names = useText(pageText);
  return <h1>{names.cells}</h1>;
}

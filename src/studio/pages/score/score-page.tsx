import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function ScorePage() {
  const names = useText(pageText);
  return <h1>{names.score}</h1>;
}

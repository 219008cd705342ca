import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';

export function GradientsPage() {
  const names = useText(pageText);
  return <h1>{names.gradients}</h1>;
}

/** Behind a word: the field for another input than the one that is looked at. */
import { useText } from '../../text/languages.ts';
import { shellText } from '../../text/shell.ts';
import { InputForm } from './input-form.tsx';

interface AnotherInputProps {
  /** The input in use; '': none, and the field is open. */
  value: string;
  examples: readonly unknown[];
  onUse: (input: string) => void;
}

export function AnotherInput({ value, examples, onUse }: AnotherInputProps) {
  const t = useText(shellText);
  return (
    <details class="another-input" open={value === ''}>
      <summary>{t.editInput}</summary>
      <div>
        <InputForm
          value={value}
          examples={examples}
          action={t.useInput}
          help={t.firstRecord}
          onUse={onUse}
        />
      </div>
    </details>
  );
}

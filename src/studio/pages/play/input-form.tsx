/** What a task is given: a field, and examples of the run's data at hand. */
import { useEffect, useId, useState } from 'preact/hooks';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { tryOut } from './predict-input.ts';

interface InputFormProps {
  /** What is in use. */
  value: string;
  examples: readonly unknown[];
  /** What the button says. */
  action: string;
  /** Beside that of the form of inputs. */
  help?: string;
  onUse: (input: string) => void;
}

export function InputForm({ value, examples, action, help, onUse }: InputFormProps) {
  const t = useText(playText);
  const id = useId();
  const [written, setWritten] = useState(value);
  useEffect(() => setWritten(value), [value]);
  return (
    <>
      <div class="field">
        <label for={`${id}-input`}>{t.input}</label>
        <textarea
          id={`${id}-input`}
          rows={4}
          value={written}
          aria-describedby={`${id}-help`}
          onInput={(event) => setWritten(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onUse(written);
          }}
        />
        <small class="help" id={`${id}-help`}>
          {t.inputHelp} {help}
        </small>
      </div>
      <div class="controls">
        <button
          type="button"
          class="main"
          disabled={written.trim() === ''}
          onClick={() => onUse(written)}
        >
          {action}
        </button>
        {examples.map((example, k) => (
          <button type="button" key={`${k}`} onClick={() => onUse(tryOut(example))}>
            {t.example} {k + 1}
          </button>
        ))}
      </div>
    </>
  );
}

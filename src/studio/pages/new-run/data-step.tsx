/** A file that is dropped or chosen, pasted text, or a sample. */
import { useId, useState } from 'preact/hooks';
import type { UploadedFile } from '../../../protocol/training.ts';
import { bytes } from '../../../util/format.ts';
import { Failure, Notice } from '../../parts/notice.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { get, type ServerError, upload } from '../../server/client.ts';
import { asServerError, useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { newRunText } from '../../text/new-run.ts';
import { taskText } from '../../text/shell.ts';

interface DataStepProps {
  source: string;
  onChoose: (source: string) => void;
}

export function DataStep({ source, onChoose }: DataStepProps) {
  const t = useText(newRunText);
  const tasks = useText(taskText);
  const { language } = usePreferences();
  const id = useId();
  const [file, setFile] = useState<UploadedFile>();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<ServerError>();
  const [refused, setRefused] = useState('');
  const [pasted, setPasted] = useState('');
  const samples = useAnswer('samples', (signal) => get('builtInSamples', [], signal));
  const about = useAnswer('about', (signal) => get('about', [], signal));
  const send = async (data: Blob, name: string) => {
    setError(undefined);
    setRefused('');
    const limit = about.value?.uploadLimit ?? Number.POSITIVE_INFINITY;
    if (data.size > limit) return setRefused(t.tooLarge(bytes(limit)));
    setBusy(true);
    try {
      const sent = await upload(data, name);
      setFile(sent);
      onChoose(`file:${sent.file}`);
    } catch (reason) {
      setError(asServerError(reason));
    } finally {
      setBusy(false);
    }
  };
  const sendFirst = (files: FileList | null | undefined) => {
    const first = files?.[0];
    if (first) send(first, first.name);
  };
  return (
    <section class="panel step">
      <h2>{t.data}</h2>
      <fieldset
        aria-label={t.choose}
        class={`drop ${over ? 'drop-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          sendFirst(event.dataTransfer?.files);
        }}
      >
        <span>{t.drop}</span>
        <label class="button" for={`${id}-file`}>
          {t.choose}
        </label>
        <input
          id={`${id}-file`}
          class="hidden"
          type="file"
          onChange={(event) => sendFirst(event.currentTarget.files)}
        />
      </fieldset>
      {busy && <p role="status">{t.uploading}</p>}
      {error && <Failure error={error} />}
      {refused !== '' && <Notice kind="bad">{refused}</Notice>}
      {file && source === `file:${file.file}` && (
        <div class="uploaded">
          <strong>{t.uploadedAs(file.name, bytes(file.bytes))}</strong>
          <pre>{file.head.slice(0, 400)}</pre>
        </div>
      )}
      <details>
        <summary>{t.paste}</summary>
        <div class="field">
          <label for={`${id}-paste`}>{t.pasteHere}</label>
          <textarea
            id={`${id}-paste`}
            value={pasted}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
        </div>
        <button
          type="button"
          disabled={pasted.trim() === ''}
          onClick={() => send(new Blob([pasted]), t.pastedName)}
        >
          {t.usePasted}
        </button>
      </details>
      <fieldset class="samples">
        <legend>
          {t.builtIn} <span class="help">{t.builtInHelp}</span>
        </legend>
        {samples.error && <Failure error={samples.error} again={samples.again} />}
        {samples.value?.map(({ sample, task, text }) => (
          <label key={sample}>
            <input
              type="radio"
              name={`${id}-sample`}
              value={sample}
              checked={source === `sample:${sample}`}
              onChange={() => onChoose(`sample:${sample}`)}
            />
            <span>
              <strong>{sample}</strong> <span class="soft">{tasks[task]}</span>
              <br />
              <span class="help">{text[language]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}

import type { ComponentChildren } from 'preact';
import type { ServerError } from '../server/client.ts';
import { useText } from '../text/languages.ts';
import { shellText } from '../text/shell.ts';

/** A sentence that must not be overlooked; errors are spoken at once. */
export function Notice({
  kind = 'note',
  children,
}: {
  kind?: 'note' | 'bad';
  children: ComponentChildren;
}) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What the server refused and why; `again` asks once more. */
export function Failure({ error, again }: { error: ServerError; again?: () => void }) {
  const t = useText(shellText);
  return (
    <Notice kind="bad">
      <span>{error.code === 'unreachable' ? t.unreachable : error.message}</span>{' '}
      {again && (
        <button type="button" class="quiet" onClick={again}>
          {t.again}
        </button>
      )}
    </Notice>
  );
}

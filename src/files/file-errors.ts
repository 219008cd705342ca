/**
 * One place that turns the system's codes (ENOENT, EACCES, ENOSPC …) into sentences. The original
 * error stays as the cause.
 */
import { UnrollError } from '../util/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the spelling of the path',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EISDIR: 'it is a folder, not a file; name a file',
  EACCES: 'permission was denied; change the permissions or choose another place',
  EPERM: 'the operation is not permitted; change the permissions or choose another place',
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EMFILE: 'too many files are open; close some or raise the limit (ulimit -n)',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** The system's code of an error, `''` if it has none. */
export function systemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** `cannot read "runs/a/run.json": permission was denied; …`. UnrollErrors pass unchanged. */
export function fileError(error: unknown, action: string, path: string): UnrollError {
  if (error instanceof UnrollError) return error;
  const code = systemCode(error);
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new UnrollError('file', `cannot ${action} "${path}": ${reason}`, { cause: error });
}

/** Runs `body`; what the system refuses becomes a `file` error that says what was being done. */
export function withFile<T>(action: string, path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw fileError(error, action, path);
  }
}

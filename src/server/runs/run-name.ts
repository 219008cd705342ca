/** Names of runs as requests give them: one folder in the Studio's own, and nothing else. */
import { join } from 'node:path';
import { Refusal } from '../refusal.ts';

/** The Studio's own folder among the runs. */
export const studioFolder = '.studio';

const forbidden = /[/\\:*?"<>|\p{Cc}]/u;

/** Throws 'missing' for what cannot be the name of a run: paths, hidden folders, names with signs of paths. */
export function runPath(folder: string, name: string): string {
  if (!isRunName(name)) {
    throw new Refusal(
      'missing',
      `${JSON.stringify(name)} cannot be a run's name: it is one folder's name, without / and \\ and not beginning with a dot`,
    );
  }
  return join(folder, name);
}

export function isRunName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return bytes > 0 && bytes <= 255 && !name.startsWith('.') && !forbidden.test(name);
}

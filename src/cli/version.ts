/** The version in the package's own package.json. */
import { readFile } from 'node:fs/promises';

export async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version: found }: { version?: unknown } = JSON.parse(text);
  return String(found);
}

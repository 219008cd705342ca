/**
 * Texts too long for a link, kept in this browser under a name made from them, so that a link within it
 * brings them back. The oldest go when there is no more room.
 */
const PREFIX = 'unroll-text-';
const ORDER = 'unroll-texts';

/** FNV-1a over UTF-16 units, 32 bits, and the length. */
export function nameOfText(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return `${(hash >>> 0).toString(36)}-${text.length}`;
}

/** What was kept while this page is open; storage may be refused or full. */
const open = new Map<string, string>();

export function keepText(text: string): string {
  const name = nameOfText(text);
  open.set(name, text);
  const names = [name, ...storedNames().filter((one) => one !== name)];
  for (let count = names.length; count > 0; count--) {
    for (const old of names.slice(count)) forget(old);
    if (store(PREFIX + name, text)) {
      store(ORDER, JSON.stringify(names.slice(0, count)));
      break;
    }
  }
  return name;
}

export function keptText(name: string): string | undefined {
  return open.get(name) ?? read(PREFIX + name) ?? undefined;
}

function storedNames(): string[] {
  try {
    const names: unknown = JSON.parse(read(ORDER) ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether there was room. */
function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // What cannot be stored cannot be forgotten either.
  }
}

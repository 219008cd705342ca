/** Symbols of a vocabulary as people can see and tell them apart. */

/** In single quotes, as in a string of code: `'\n'`. For a list of symbols, or a sentence about one. */
export function quotedSymbol(symbol: string): string {
  const shown = JSON.stringify(symbol).slice(1, -1).replaceAll('\\"', '"');
  return `'${shown}'`;
}

/** As narrow as it can be, for figures and running text: `⏎`. */
export function visibleSymbol(symbol: string): string {
  const names: Record<string, string> = { ' ': '␣', '\n': '⏎', '\t': '⇥', '\r': '␍', '': '∅' };
  if (Object.hasOwn(names, symbol)) return names[symbol];
  return Array.from(symbol, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hidden = /\p{C}|\p{Z}/u.test(character) && character !== ' ';
    return hidden ? `\\u{${code.toString(16)}}` : character;
  }).join('');
}

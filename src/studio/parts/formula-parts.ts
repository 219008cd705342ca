/** `a_r[t]` and `h[t-1]`: what stands as a subscript in a formula, and what does not. */
export interface FormulaPart {
  text: string;
  sub: boolean;
}

export function formulaParts(formula: string): FormulaPart[] {
  const parts: FormulaPart[] = [];
  let at = 0;
  const subscript = /_([\p{L}\p{N}]+)(?:\[([^[\];]+)\])?|(?<=\S)\[([^[\];]+)\]/gu;
  for (const match of formula.matchAll(subscript)) {
    if (match.index > at) parts.push({ text: spaced(formula.slice(at, match.index)), sub: false });
    const [, name, ofName, alone] = match;
    const sub = name === undefined ? alone : ofName === undefined ? name : `${name},${ofName}`;
    parts.push({ text: sub.replaceAll('-', '−'), sub: true });
    at = match.index + match[0].length;
  }
  if (at < formula.length) parts.push({ text: spaced(formula.slice(at)), sub: false });
  return parts;
}

/** A minus between terms is longer than a hyphen. */
function spaced(text: string): string {
  return text.replaceAll(' - ', ' − ');
}

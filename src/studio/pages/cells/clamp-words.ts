/** How a clamp is written in a link: `f=0`, `h=-0.5`. */
import type { Clamp } from '../../../protocol/language.ts';

export interface Held {
  what: string;
  value: number;
}

export function readHeld(text: string): Held | null {
  const [, what, number] = /^([a-z]+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return what === undefined ? null : { what, value: Number(number) };
}

export function writeHeld({ what, value }: Held): string {
  return `${what}=${Number(value.toFixed(3))}`;
}

export function clampOf({ what, value }: Held, layer: number, unit: number): Clamp {
  return { layer, unit, what, value };
}

/** States of a cell go from −1 to 1, or as far as c goes; gates and the rest between what their functions give. */
export function rangeOf(what: string): readonly [low: number, high: number] {
  if (what === 'c') return [-3, 3];
  return 'ifrzo'.includes(what) ? [0, 1] : [-1, 1];
}

/** Where two texts of symbols stop being the same; undefined: they are the same as far as both go. */
export function partingOf(a: readonly { id: number }[], b: readonly { id: number }[]) {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) if (a[i].id !== b[i].id) return i;
  return undefined;
}

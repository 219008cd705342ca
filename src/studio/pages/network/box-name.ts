/** What a box is called on the page. */
import type { NetworkBox } from '../../../protocol/network.ts';
import { useText } from '../../text/languages.ts';
import { boxText, networkText } from '../../text/network.ts';

export function useBoxName(): (box: NetworkBox) => string {
  const kinds = useText(boxText);
  const t = useText(networkText);
  return (box) => {
    const { kind, cell, layer, reverse } = box;
    const number = layer === undefined ? '' : ` ${layer}`;
    if (kind !== 'recurrent') return `${kinds[kind]}${number}`;
    return `${cell ?? kinds.recurrent}${number}${reverse ? `, ${t.reverse}` : ''}`;
  };
}

export function sizesOf({ input, output }: NetworkBox): string {
  if (output === undefined) return '';
  return input === undefined ? `${output}` : `${input} → ${output}`;
}

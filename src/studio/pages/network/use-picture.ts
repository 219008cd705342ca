/** The boxes of a run's network, and which of them the view is about. */
import type { NetworkBox, NetworkPicture } from '../../../protocol/network.ts';
import { get } from '../../server/client.ts';
import { type Answered, useAnswer } from '../../server/use-answer.ts';
import type { View } from '../../view/views.ts';

export interface Picture {
  answer: Answered<NetworkPicture>;
  /** The box of the link, or the first layer. */
  box: NetworkBox | undefined;
}

export function usePicture({ run, box }: View<'network'>): Picture {
  const answer = useAnswer(run, (signal) => get('network', [run], signal));
  const boxes = answer.value?.boxes;
  return { answer, box: boxes?.find(({ id }) => id === box) ?? firstLayer(boxes) };
}

export function firstLayer(boxes: readonly NetworkBox[] | undefined): NetworkBox | undefined {
  return boxes?.find(({ kind }) => kind === 'recurrent') ?? boxes?.[0];
}

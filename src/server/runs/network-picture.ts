/** The network of a run as boxes, from its settings and the names and shapes of its weights. */
import { networkPlan, type PlanSettings } from '../../inspect/network-plan.ts';
import type { NetworkPicture } from '../../protocol/network.ts';
import { UnrollError } from '../../util/errors.ts';
import { tensorsOf } from './run-detail.ts';
import type { StoredRun } from './run-store.ts';

/** Throws 'data' for a run that has saved nothing yet. */
export function pictureOf(run: StoredRun): NetworkPicture {
  const { task, data, model } = run.settings;
  const parameters = tensorsOf(run);
  if (parameters.length === 0) {
    throw new UnrollError(
      'data',
      `${run.name} has saved no weights yet: wait for its first checkpoint`,
    );
  }
  const settings = { ...data, ...model } as PlanSettings;
  return networkPlan({ task, settings, parameters });
}

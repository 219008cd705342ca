/** When a run ends: by its settings, and by new limits when it goes on. */
import { UnrollError } from '../util/errors.ts';
import { trainDefaults } from './defaults.ts';
import type { ResumeOptions } from './options.ts';
import type { CourseSettings } from './settings.ts';

/** Steps by `steps` and `epochs`, whichever ends first; undefined where neither is set. */
export function totalSteps(
  { steps, epochs }: Pick<CourseSettings, 'steps' | 'epochs'>,
  stepsPerEpoch: number,
): number | undefined {
  const bySteps = steps === 0 ? Number.POSITIVE_INFINITY : steps;
  const byEpochs = epochs === 0 ? Number.POSITIVE_INFINITY : Math.ceil(epochs * stepsPerEpoch);
  const total = Math.min(bySteps, byEpochs);
  return total === Number.POSITIVE_INFINITY ? undefined : total;
}

/**
 * New limits take the place of the old ones; minutes are counted from the beginning of a session. A
 * cosine needs its end, so there minutes alone are a limit beside the old ones.
 */
export function withLimits<Settings extends CourseSettings>(
  settings: Settings,
  options: ResumeOptions,
): Settings {
  const { steps, epochs, minutes, patience } = options;
  const { schedule } = settings;
  const ended = steps !== undefined || epochs !== undefined;
  const replaced = ended || (minutes !== undefined && schedule !== 'cosine');
  const wrong = [steps, epochs, minutes, patience].find(
    (value) => value !== undefined && !(value >= 0),
  );
  if (wrong !== undefined) {
    throw new UnrollError('usage', `expected limits of at least 0 but received ${wrong}`);
  }
  return {
    ...settings,
    ...(replaced ? { steps: steps ?? 0, epochs: epochs ?? 0 } : {}),
    minutes: minutes ?? (replaced ? 0 : settings.minutes),
    patience: patience ?? settings.patience,
    // These are absent in runs of versions that had no choice.
    precision: options.precision ?? settings.precision ?? trainDefaults.precision,
    average: settings.average ?? trainDefaults.average,
  };
}

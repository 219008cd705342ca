/** What the routes work on. */

import type { EventLog } from './event-log.ts';
import type { Models } from './models/models.ts';
import type { RunStore } from './runs/run-store.ts';
import type { TrainFlags } from './training/settings-table.ts';
import type { Trainings } from './training/trainings.ts';
import type { Uploads } from './training/uploads.ts';

export interface Studio {
  store: RunStore;
  trainings: Trainings;
  events: EventLog;
  uploads: Uploads;
  models: Models;
  flags: TrainFlags;
  /** The program and its first words, for trainings and estimates. */
  program: readonly string[];
  version: string;
}

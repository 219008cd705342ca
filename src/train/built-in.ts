/** The text that a run without data trains on. */
import { generatePapers } from '../data/generators/papers.ts';
import { generatePrograms } from '../data/generators/programs.ts';
import { generateTheatre } from '../data/generators/theatre.ts';

/** Generated texts of our own, by name. */
export type BuiltIn = 'theatre' | 'code' | 'paper';

/** Enough for a minute of training not to learn it by heart. */
const CHARACTERS = 400_000;

const generators = {
  theatre: generateTheatre,
  code: generatePrograms,
  paper: generatePapers,
} as const satisfies Record<BuiltIn, unknown>;

/** The same text for every run: the seed of a run does not change its data. */
export function generateSample(name: BuiltIn): string {
  return generators[name]({ characters: CHARACTERS });
}

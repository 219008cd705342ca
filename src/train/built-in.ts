/** The text that a run without data trains on. */
import { generatePrograms } from '../data/generators/programs.ts';
import { generateTheatre } from '../data/generators/theatre.ts';

/** Enough for a minute of training not to learn it by heart. */
const CHARACTERS = 400_000;

/** The same text for every run: the seed of a run does not change its data. */
export function generateSample(name: 'theatre' | 'code'): string {
  return name === 'theatre'
    ? generateTheatre({ characters: CHARACTERS })
    : generatePrograms({ characters: CHARACTERS });
}

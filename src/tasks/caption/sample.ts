/**
 * The built-in samples of `caption`: pictures of 16×16 points, those to validate on of combinations that no
 * picture to train on shows; without vectors tunes, by their style or of nothing.
 */
import { generatePictures, splitScenes } from '../../data/generators/pictures.ts';
import { tuneStyles } from '../../data/generators/tune-styles.ts';
import { generateTunes, type TuneItem } from '../../data/generators/tunes.ts';
import type { Samples } from '../task.ts';
import type { CaptionData, CaptionRecord } from './records.ts';

const PICTURES = { train: 8000, validation: 400 };
const TUNES = { train: 2000, validation: 100 };

export function samples({ condition }: CaptionData, seed: number): Samples<CaptionRecord> {
  return condition === 'vector' ? pictures(seed) : tunes(condition, seed);
}

function pictures(seed: number): Samples<CaptionRecord> {
  const scenes = splitScenes({ seed });
  const records = (part: 'train' | 'test', items: number, from: number) =>
    generatePictures({ seed: 2 * seed + from, items, scenes: scenes[part] }).map(
      ({ picture, caption }, i) => ({
        vector: Array.from(picture),
        captions: [caption],
        place: place(i),
      }),
    );
  return {
    train: records('train', PICTURES.train, 0),
    validation: records('test', PICTURES.validation, 1),
  };
}

function tunes(condition: 'label' | 'none', seed: number): Samples<CaptionRecord> {
  const { train, validation } = TUNES;
  const records = generateTunes({ seed, items: train + validation, parts: 1 }).map((tune, i) => ({
    ...(condition === 'label' ? { label: String(tuneStyles.indexOf(tune.style)) } : {}),
    captions: [shortTune(tune)],
    place: place(i),
  }));
  return { train: records.slice(0, train), validation: records.slice(train) };
}

/** Without number, title and name of the style, which the music does not need. */
function shortTune({ abc }: TuneItem): string {
  return abc.replace(/^[XTR]:.*\n/gm, '');
}

function place(i: number) {
  return { name: 'the sample', line: i + 1 };
}

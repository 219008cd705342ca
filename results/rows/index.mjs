// Every row of the results, in the order of the page.
import { names, nsmc, nsmcRating, polarity, sst2 } from './classification.mjs';
import { cells, depth, levels, shakespeare } from './language.mjs';
import { adding, agreement } from './memory.mjs';
import { abc, code, korean, latex } from './samples.mjs';
import { etth1, etth1Oil, ewt, translation } from './sequences.mjs';

export const rows = [
  ...[shakespeare, levels, cells, depth],
  ...[ewt, sst2, polarity, nsmc, nsmcRating, names, translation, etth1, etth1Oil],
  ...[code, abc, korean, latex],
  ...[agreement, adding],
];

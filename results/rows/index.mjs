// Every row of the results, in the order of the page.
import { polarity, sst2 } from './classification.mjs';

export const rows = [sst2, polarity];

/**
 * The flags of `unroll train` that only tasks other than language models have. A flag's name is a
 * setting's in kebab-case; which settings a task has is said by its schemas.
 */
import { encoderDecoderDefaults as translation } from '../../models/encoder-decoder-parts.ts';
import { wideNames } from '../../tasks/classify/wide-features.ts';
import { tagWideNames } from '../../tasks/tag/task.ts';
import type { Flag } from '../../util/flags.ts';
import { choice, nameList, real, whole, wholeList, wordOrList } from '../values.ts';

const levels = ['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe'] as const;

export const taskFlags: { readonly [group: string]: readonly Flag[] } = {
  'Data of other tasks:': [
    {
      flags: '--input <kind>',
      text: 'what is read: text, vectors (frames of numbers) or table (a row each); tag: both (words with a vector each)',
      standard: 'text',
    },
    {
      flags: '--layout <name>',
      text: 'label-tab-text, text-tab-label, label-space-text, table or jsonl; of tag conll, conllu, jsonl or table; of transcribe wav-list too',
      standard: "by the file's name",
    },
    { flags: '--text-column <name>', text: 'column or field of the text', standard: 'text' },
    { flags: '--label-column <name>', text: 'column or field of the answer', standard: 'label' },
    {
      flags: '--token-column <column>',
      text: 'of tag: column of the words by number or CoNLL-U name, or field of JSON',
      standard: '1, FORM, tokens',
    },
    {
      flags: '--tag-column <column>',
      text: 'of tag: the same of the tags; of vectors the field labels or the column label',
      standard: 'the last, UPOS, tags',
    },
    { flags: '--comments', text: 'CoNLL: lines that begin with # are comments' },
    {
      flags: '--scheme <name>',
      text: 'of tag: bio (what breaks BIO is refused), none, or auto: bio where all tags look like it',
      standard: 'auto',
    },
    {
      flags: '--id-column <name>',
      text: 'CSV of vectors or series: which sequence or series a row belongs to',
      standard: 'id, or none for series',
    },
    {
      flags: '--features <names>',
      text: 'vectors in CSV, tables: the columns that are read, a,b,c; forecast: those beside the targets',
      standard: 'all others; of forecast none',
      parse: nameList,
    },
    {
      flags: '--categories <names>',
      text: 'tables: columns of categories that look like numbers, a,b',
      parse: nameList,
    },
    {
      flags: '--fill <how>',
      text: 'tables (mean) and series (none, previous, linear or mean): what stands for a missing number',
      standard: 'none: an error',
    },
    {
      flags: '--frames <name>',
      text: 'vectors in JSONL: the field that holds them',
      standard: 'frames; beside words vectors',
    },
    {
      flags: '--mels <n>',
      text: 'sound: mel filters, the width of a frame',
      standard: 40,
      parse: whole('--mels', 1, 1024),
    },
    {
      flags: '--frame-ms <ms>',
      text: 'sound: the length of a frame in milliseconds',
      standard: 25,
      parse: real('--frame-ms', 'a number above 0', { min: 0, max: Infinity, above: true }),
    },
    {
      flags: '--hop-ms <ms>',
      text: 'sound: milliseconds from one frame to the next',
      standard: 10,
      parse: real('--hop-ms', 'a number above 0', { min: 0, max: Infinity, above: true }),
    },
    {
      flags: '--low-hz <hz>',
      text: 'sound: where the lowest filter begins',
      standard: 0,
      parse: real('--low-hz', 'a number from 0', { min: 0, max: Infinity }),
    },
    {
      flags: '--high-hz <hz>',
      text: 'sound: where the highest filter ends',
      standard: 'half the sample rate',
      parse: real('--high-hz', 'a number above 0', { min: 0, max: Infinity, above: true }),
    },
    {
      flags: '--delimiter <sign>',
      text: 'between the fields of a table',
      standard: ', (a tab in .tsv)',
    },
    {
      flags: '--condition <name>',
      text: 'caption: what sequences come from: vector, label or none',
      standard: 'vector',
      parse: choice('--condition', ['vector', 'label', 'none']),
    },
    { flags: '--caption-column <name>', text: 'column or field of captions', standard: 'caption' },
    {
      flags: '--vector <name>',
      text: 'caption: the field of JSONL that holds the vector',
      standard: 'vector',
    },
    { flags: '--standardise', text: 'caption: numbers of vectors on a common scale (default)' },
    { flags: '--no-standardise', text: 'caption: numbers of vectors as they are' },
    {
      flags: '--first-symbols <n>',
      text: 'caption: so many symbols of each are given, and only what follows is learned',
      standard: 0,
      parse: whole('--first-symbols', 0, 1e6),
    },
    {
      flags: '--source-level <name>',
      text: 'translate: symbols of the sources',
      standard: '--level',
      parse: choice('--source-level', levels),
    },
    {
      flags: '--target-level <name>',
      text: 'translate: symbols of the targets',
      standard: '--level',
      parse: choice('--target-level', levels),
    },
  ],
  'Series to forecast:': [
    {
      flags: '--time-column <name>',
      text: 'column of the times',
      standard: 'the first, if it holds no numbers',
    },
    {
      flags: '--targets <names>',
      text: 'columns to forecast, a,b',
      standard: 'all other columns',
      parse: nameList,
    },
    {
      flags: '--window <n>',
      text: 'steps that a forecast is made from',
      standard: 48,
      parse: whole('--window', 1, 1e6),
    },
    {
      flags: '--horizon <n>',
      text: 'steps ahead',
      standard: 12,
      parse: whole('--horizon', 1, 1e5),
    },
    {
      flags: '--stride <n>',
      text: 'steps between the windows that are trained on',
      standard: 1,
      parse: whole('--stride', 1, 1e6),
    },
    {
      flags: '--relative',
      text: 'read and forecast differences to a value of the window, for levels that wander',
    },
    {
      flags: '--season <n>',
      text: 'steps of a season, for MASE and the seasonal naive forecast',
      standard: 1,
      parse: whole('--season', 1, 1e6),
    },
    {
      flags: '--ar-order <p>',
      text: 'steps that the linear forecast beside reads; 0: leave it out',
      standard: 'the window, at most 48',
      parse: whole('--ar-order', 0, 1e4),
    },
    { flags: '--rows-as-steps', text: 'a row is a step, however far apart the times are' },
    {
      flags: '--mode <name>',
      text: 'direct: all steps at once; recursive: each step from the one before',
      standard: 'direct',
      parse: choice('--mode', ['direct', 'recursive']),
    },
    {
      flags: '--likelihood <name>',
      text: 'mse, gaussian or student-t; the last two give quantiles',
      standard: 'gaussian',
      parse: choice('--likelihood', ['mse', 'gaussian', 'student-t']),
    },
    {
      flags: '--highway <p>',
      text: 'the last p values also go straight to a direct forecast, by a linear map that all columns share; 0: none',
      standard: 0,
      parse: whole('--highway', 0, 1e4),
    },
  ],
  'Networks of other tasks:': [
    {
      flags: '--bidirectional',
      text: 'read each sequence from both ends',
      standard: 'the task decides',
    },
    { flags: '--no-bidirectional', text: 'read forward only' },
    {
      flags: '--merge <name>',
      text: 'the two directions side by side (concat) or added (sum)',
      standard: 'concat',
      parse: choice('--merge', ['concat', 'sum']),
    },
    {
      flags: '--project <n>',
      text: 'vectors: size of a learned layer before the recurrent ones; 0: none',
      standard: 0,
      parse: whole('--project', 0, 65536),
    },
    {
      flags: '--stack-frames <n>',
      text: 'transcribe: frames that are read side by side at each step',
      standard: 1,
      parse: whole('--stack-frames', 1, 64),
    },
    {
      flags: '--char-embed <n>',
      text: 'of tag: read the letters of each word too, embedded in this many numbers',
      standard: '24 with --char-hidden',
      parse: whole('--char-embed', 1, 65536),
    },
    {
      flags: '--char-hidden <n>',
      text: 'of tag: the same, units of the layer over the letters, in each direction',
      standard: '32 with --char-embed',
      parse: whole('--char-hidden', 1, 65536),
    },
    { flags: '--crf', text: 'of tag: judge the tags of a sequence together' },
    {
      flags: '--word-vectors <file>',
      text: 'begin the embedding with these vectors, a word and its numbers a line (GloVe, word2vec)',
    },
    { flags: '--freeze', text: 'leave the word vectors as they are' },
    {
      flags: '--pooling <name>',
      text: 'what of a sequence is classified: last, mean, max or attention',
      standard: 'last',
    },
    {
      flags: '--wide <features>',
      text: 'beside the network a linear model of hashed features, learned with it: of texts to classify or regress n-grams of words (1 to 2), characters (1 to 5) or both; of steps to tag window, the word and two neighbours on each side',
      standard: 'none',
      parse: choice('--wide', [...new Set([...wideNames, ...tagWideNames])]),
    },
    {
      flags: '--wide-bits <n>',
      text: 'the features are numbered below 2^n',
      standard: 18,
      parse: whole('--wide-bits', 1, 24),
    },
    {
      flags: '--wide-drop <p>',
      text: 'probability of leaving a feature of a text or step out of a training step',
      standard: 0,
      parse: real('--wide-drop', 'from 0 to below 1', { min: 0, max: 1, below: true }),
    },
    {
      flags: '--condition-layers <sizes>',
      text: 'caption: sizes of layers between a vector and the first state, such as 256,128',
      parse: wholeList('--condition-layers', 1, 65536),
    },
    {
      flags: '--feedback <name>',
      text: 'caption: what each step reads: the symbol before it (previous), or zeros',
      standard: 'previous',
      parse: choice('--feedback', ['previous', 'zeros']),
    },
    {
      flags: '--attention <name>',
      text: 'translate: how the decoder looks at the source: none, dot, scaled-dot, general or additive',
      standard: translation.attention,
      parse: choice('--attention', ['none', 'dot', 'scaled-dot', 'general', 'additive']),
    },
    {
      flags: '--sampling-ratio <p>',
      text: "translate: probability with which training reads the network's own symbol, not the target's",
      standard: translation.samplingRatio,
      parse: real('--sampling-ratio', 'a number from 0 to 1', { min: 0, max: 1 }),
    },
    {
      flags: '--sampling-choice <name>',
      text: 'of --sampling-ratio: the likeliest symbol, or one drawn (draw)',
      standard: translation.samplingChoice,
      parse: choice('--sampling-choice', ['likeliest', 'draw']),
    },
    {
      flags: '--class-weights <weights>',
      text: 'balanced, or a weight for each class in the order of their names: 1,2.5',
      standard: '1 each',
      parse: wordOrList('--class-weights', 'balanced'),
    },
    {
      flags: '--smoothing <p>',
      text: 'share of each target that is spread over all classes',
      standard: 0,
      parse: real('--smoothing', 'a number from 0 to below 1', { min: 0, max: 1, below: true }),
    },
  ],
};

/**
 * The flags of `unroll train` in groups. A flag that is absent sets nothing, so that the library's
 * defaults apply; the words in brackets are for people.
 */
import type { Command } from 'commander';
import { taskNames } from '../../files/task-names.ts';
import { languageModelDefaults as model } from '../../models/config.ts';
import { cellNames } from '../../nn/cells/table.ts';
import {
  dataDefaults,
  fallingRate,
  learningRates,
  trainDefaults as training,
} from '../../train/defaults.ts';
import type { Flag } from '../../util/flags.ts';
import { choice, real, unescapeText, whole, wholeList, wordOr } from '../values.ts';

const POSITIVE = { min: 0, max: Number.MAX_VALUE, above: true } as const;
const FROM_ZERO = { min: 0, max: Number.MAX_VALUE } as const;

const probability = (flag: string) =>
  real(flag, 'a number from 0 to below 1', { min: 0, max: 1, below: true });

export const backendNames = ['auto', 'native', 'wasm', 'js'] as const;

export const computeFlags: readonly Flag[] = [
  {
    flags: '--backend <name>',
    text: 'auto, native, wasm or js; unroll info says which there are',
    standard: 'auto',
    parse: choice('--backend', backendNames),
  },
  {
    flags: '--threads <n>',
    text: 'threads to compute with; results do not depend on it',
    standard: 'one per core',
    parse: whole('--threads', 1, 256),
  },
];

export const precisionFlag: Flag = {
  flags: '--precision <name>',
  text: 'products in f32 or bf16 (faster and coarser; unroll info says whether it is there)',
  parse: choice('--precision', ['f32', 'bf16']),
};

export const limitFlags: readonly Flag[] = [
  {
    flags: '--steps <n>',
    text: 'stop after this many steps',
    parse: whole('--steps', 1, 1e9),
  },
  {
    flags: '--epochs <n>',
    text: 'stop after this many passes over the text',
    parse: whole('--epochs', 1, 1e9),
  },
  {
    flags: '--minutes <x>',
    text: 'stop after this much time',
    parse: real('--minutes', 'a number of minutes above 0', POSITIVE),
  },
  {
    flags: '--patience <n>',
    text: 'stop after this many validations without a better one; 0: never',
    parse: whole('--patience', 0, 1e9),
  },
];

export const trainFlags: { readonly [group: string]: readonly Flag[] } = {
  'Text:': [
    {
      flags: '--task <name>',
      text: `what to learn: lm, a language model; ${taskNames.join(', ')}`,
      standard: 'lm',
    },
    {
      flags: '--level <name>',
      text: 'symbols: byte, char, grapheme, jamo, word or bpe (subwords learned from the text)',
      standard: dataDefaults.level,
      parse: choice('--level', ['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe']),
    },
    { flags: '--lines', text: 'each line is a sequence of its own, from <s> to </s>' },
    {
      flags: '--documents',
      text: 'each part between blank lines is a sequence of its own, from <s> to </s>',
    },
    {
      flags: '--min-count <n>',
      text: 'symbols seen less often become <unk>',
      standard: dataDefaults.minCount,
      parse: whole('--min-count', 1, 1e9),
    },
    {
      flags: '--vocab-size <n>',
      text: 'keep at most this many symbols, the most frequent; 0: all (bpe: 4096)',
      standard: dataDefaults.maxVocabulary,
      parse: whole('--vocab-size', 0, 1e8),
    },
    { flags: '--lowercase', text: 'make the text lower-case' },
    { flags: '--no-punctuation', text: 'words: leave punctuation marks out' },
    {
      flags: '--split <name>',
      text: 'words: unicode (by its rules) or spaces (text that is already cut by spaces)',
      standard: dataDefaults.split,
      parse: choice('--split', ['unicode', 'spaces']),
    },
    {
      flags: '--encoding <name>',
      text: 'encoding of the files: utf8, latin1 or windows-1252',
      standard: dataDefaults.encoding,
      parse: choice('--encoding', ['utf8', 'latin1', 'windows-1252']),
    },
    {
      flags: '--val <part-or-file>',
      text: 'validate on this last part of the text, or on a file; 0: on nothing',
      standard: training.validation,
    },
    {
      flags: '--builtin <name>',
      text: 'without DATA: theatre, code or paper (LaTeX), generated text of our own',
      standard: 'theatre',
      parse: choice('--builtin', ['theatre', 'code', 'paper']),
    },
  ],
  'Model:': [
    {
      flags: '--cell <name>',
      text: 'rnn, gru-simple, gru, gru-torch, lstm, lstm-peephole or lstm-layernorm',
      standard: model.cell,
      parse: choice('--cell', cellNames),
    },
    {
      flags: '--layers <n>',
      text: 'recurrent layers',
      standard: model.layers,
      parse: whole('--layers', 1, 64),
    },
    {
      flags: '--hidden <n>',
      text: 'units in each layer',
      standard: model.hidden,
      parse: whole('--hidden', 1, 65536),
    },
    {
      flags: '--embed <size>',
      text: 'onehot, or the size of learned embeddings',
      standard: `${model.embed}, not above --hidden; with --tie the same as --hidden`,
      parse: wordOr('--embed', 'onehot', 1, 65536),
    },
    { flags: '--tie', text: "the output layer uses the embedding's weights" },
    {
      flags: '--dropout <p>',
      text: 'probability of dropping a unit while training: at the embedding, between layers, before the output',
      standard: model.dropout,
      parse: probability('--dropout'),
    },
    {
      flags: '--embed-dropout <p>',
      text: 'the same at the embedding alone',
      standard: '--dropout',
      parse: probability('--embed-dropout'),
    },
    {
      flags: '--word-drop <p>',
      text: 'probability of hiding a symbol from a sequence for a whole training step, wherever it stands there',
      standard: model.wordDrop,
      parse: probability('--word-drop'),
    },
    {
      flags: '--weight-drop <p>',
      text: 'probability of dropping a recurrent weight for a whole training step',
      standard: model.weightDrop,
      parse: probability('--weight-drop'),
    },
    {
      flags: '--variational',
      text: 'a sequence drops the same units at every time step of a window',
    },
    { flags: '--residual', text: 'each layer after the first adds its input to its output' },
    {
      flags: '--output-layers <sizes>',
      text: 'sizes of layers between the last recurrent one and the output, such as 256,128',
      parse: wholeList('--output-layers', 1, 65536),
    },
    {
      flags: '--nonlinearity <name>',
      text: 'tanh or relu, of the rnn cell',
      standard: model.nonlinearity,
      parse: choice('--nonlinearity', ['tanh', 'relu']),
    },
    {
      flags: '--peephole-output <name>',
      text: 'which cell state the output gate of lstm-peephole sees: current or previous',
      standard: model.peepholeOutput,
      parse: choice('--peephole-output', ['current', 'previous']),
    },
    {
      flags: '--init <name>',
      text: "first weights: unroll, or torch's U(±1/√H)",
      standard: model.init,
      parse: choice('--init', ['unroll', 'torch']),
    },
    {
      flags: '--from <run>',
      text: 'begin with the weights and the vocabulary of this run: of the same task, or of a language model for classify and regress',
    },
  ],
  'Training:': [
    {
      flags: '--batch <n>',
      text: 'sequences side by side',
      standard: `${training.batch}, fewer for a small text`,
      parse: whole('--batch', 1, 65536),
    },
    {
      flags: '--bptt <n>',
      text: 'time steps between cuts of the gradient; 0: none (whole sequences)',
      standard: `${training.bptt}; for lines and documents ${training.sequenceBptt}`,
      parse: whole('--bptt', 0, 1e6),
    },
    {
      flags: '--optimizer <name>',
      text: 'adam, adamw, sgd, rmsprop or adagrad',
      standard: training.optimizer,
      parse: choice('--optimizer', ['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad']),
    },
    {
      flags: '--lr <x>',
      text: 'learning rate',
      standard: rates(),
      parse: real('--lr', 'a number above 0', POSITIVE),
    },
    {
      flags: '--momentum <x>',
      text: 'of sgd and rmsprop',
      standard: training.momentum,
      parse: real('--momentum', 'a number from 0 to below 1', { min: 0, max: 1, below: true }),
    },
    {
      flags: '--beta1 <x>',
      text: 'of adam and adamw',
      standard: training.beta1,
      parse: real('--beta1', 'a number from 0 to below 1', { min: 0, max: 1, below: true }),
    },
    {
      flags: '--beta2 <x>',
      text: 'of adam and adamw',
      standard: training.beta2,
      parse: real('--beta2', 'a number from 0 to below 1', { min: 0, max: 1, below: true }),
    },
    {
      flags: '--schedule <name>',
      text: 'learning rate over time: constant, cosine or plateau',
      standard: `${training.schedule}; ${fallingRate.schedule} where adam's --lr is not given either`,
      parse: choice('--schedule', ['constant', 'cosine', 'plateau']),
    },
    {
      flags: '--warmup <n>',
      text: 'steps over which the learning rate rises from 0',
      standard: training.warmup,
      parse: whole('--warmup', 0, 1e9),
    },
    {
      flags: '--min-lr-factor <x>',
      text: 'a cosine ends at this part of the learning rate, plateau goes no lower',
      standard: training.minLrFactor,
      parse: real('--min-lr-factor', 'a number from 0 to 1', { min: 0, max: 1 }),
    },
    {
      flags: '--clip <x>',
      text: "limit of the gradient's norm; 0: none",
      standard: training.clip,
      parse: real('--clip', 'a number from 0', FROM_ZERO),
    },
    {
      flags: '--clip-by <name>',
      text: 'norm (of all gradients together) or value (each by itself)',
      standard: training.clipBy,
      parse: choice('--clip-by', ['norm', 'value']),
    },
    {
      flags: '--weight-decay <x>',
      text: 'weight decay',
      standard: '0.01 for adamw, otherwise 0',
      parse: real('--weight-decay', 'a number from 0', FROM_ZERO),
    },
    {
      flags: '--average <x>',
      text: 'validate and keep the mean of the weights over steps, of which older ones count x times less each; 0: no mean',
      standard: training.average,
      parse: real('--average', 'a number from 0 to below 1', { min: 0, max: 1, below: true }),
    },
    { flags: '--decay-all', text: 'weight decay of biases and embeddings too' },
    {
      flags: '--reduction <name>',
      text: "a step's loss is the mean over its symbols or their sum",
      standard: training.reduction,
      parse: choice('--reduction', ['mean', 'sum']),
    },
    {
      flags: '--activation-penalty <x>',
      text: 'adds x times the mean square of the last layer, units dropped, to the loss (AR)',
      standard: training.activationPenalty,
      parse: real('--activation-penalty', 'a number from 0', FROM_ZERO),
    },
    {
      flags: '--temporal-penalty <x>',
      text: 'adds x times the mean square of its change from step to step (TAR)',
      standard: training.temporalPenalty,
      parse: real('--temporal-penalty', 'a number from 0', FROM_ZERO),
    },
    ...limitFlags.map((flag) =>
      flag.flags.startsWith('--steps')
        ? { ...flag, standard: `${training.steps} where no limit is given` }
        : flag,
    ),
    {
      flags: '--seed <n>',
      text: 'seed of all randomness',
      standard: training.seed,
      parse: whole('--seed', 0, 2 ** 32 - 1),
    },
    {
      flags: '--shards <n>',
      text: 'parts of the batch whose gradients are summed in a fixed order',
      standard: training.shards,
      parse: whole('--shards', 1, 65536),
    },
  ],
  'Output:': [
    { flags: '--out <dir>', text: 'the run folder to make', standard: 'runs/NAME' },
    {
      flags: '--prime <text>',
      text: 'how the samples while training begin',
      standard: 'a line break where the text has some',
      parse: unescapeText,
    },
    {
      flags: '--sample-length <n>',
      text: 'symbols in a sample while training',
      standard: training.sampleLength,
      parse: whole('--sample-length', 1, 1e6),
    },
    {
      flags: '--sample-temperature <x>',
      text: 'temperature of the samples while training',
      standard: training.sampleTemperature,
      parse: real('--sample-temperature', 'a number from 0 to 1000', { min: 0, max: 1000 }),
    },
    { flags: '--no-samples', text: 'no samples while training' },
    { flags: '--checkpoint-samples', text: 'a sample at every checkpoint too' },
    {
      flags: '--validate-every <n>',
      text: 'steps between validations',
      standard: 'a tenth of the run',
      parse: whole('--validate-every', 1, 1e9),
    },
    {
      flags: '--checkpoint-every <n>',
      text: 'steps between checkpoints',
      standard: 'as --validate-every',
      parse: whole('--checkpoint-every', 1, 1e9),
    },
    {
      flags: '--log-every <n>',
      text: 'steps between step events',
      standard: 'a hundredth of the run, at most 10',
      parse: whole('--log-every', 1, 1e9),
    },
    { flags: '--json', text: 'one JSON object a line on standard output' },
  ],
  'Computation:': [...computeFlags, { ...precisionFlag, standard: training.precision }],
};

/** The learning rate of each optimizer: `0.002; sgd 1; …` */
function rates(): string {
  const { [training.optimizer]: usual, ...others } = learningRates;
  const rest = Object.entries(others).filter(([, rate]) => rate !== usual);
  const falling = `${usual}, or ${fallingRate.lr} falling with --steps or --epochs and no --schedule`;
  return [falling, ...rest.map(([name, rate]) => `${name} ${rate}`)].join('; ');
}

export function addFlags(command: Command, flags: readonly Flag[]): void {
  for (const { flags: name, text, standard, parse } of flags) {
    const full = standard === undefined ? text : `${text} (default: ${standard})`;
    if (parse === undefined) command.option(name, full);
    else command.option(name, full, (value: string) => parse(value));
  }
}

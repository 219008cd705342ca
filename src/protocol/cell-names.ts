/** The built-in cells, as the page offers them; in the order of the command line. */
export const cellNames = [
  'rnn',
  'gru-simple',
  'gru',
  'gru-torch',
  'lstm',
  'lstm-peephole',
  'lstm-layernorm',
] as const;

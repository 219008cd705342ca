/** Names, comments and messages of the program text, all written for Unroll. */
export const verbs = ['count', 'find', 'sum', 'read', 'check', 'move', 'update', 'limit'];

export const nouns = [
  'size',
  'index',
  'total',
  'offset',
  'level',
  'width',
  'height',
  'first',
  'last',
  'step',
  'limit',
  'left',
];

export const functionComments = [
  'Returns the {noun}, or 0 if there is none.',
  'Works out the new {noun}.',
  'The {noun} must not be negative.',
  'Called once for each {noun}.',
  'Keeps the {noun} within its bounds.',
  'Slow, but only used for a small {noun}.',
];

export const remarks = [
  'nothing to do yet',
  'start again from the left',
  'the last one counts twice',
  'this cannot happen',
  'skip the empty ones',
  'one more time',
];

export const messages = [
  'done',
  'not found',
  'out of range',
  'the list is empty',
  'too many items',
  'value changed',
  'next round',
];

export const numbers = [0, 1, 2, 3, 4, 8, 10, 16, 100];

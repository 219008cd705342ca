/**
 * The words of the agreement sentences. None of those that may stand between subject and verb
 * changes with the number of the subject.
 */

/** Singular and plural. */
export const nouns = [
  ['cat', 'cats'],
  ['dog', 'dogs'],
  ['bird', 'birds'],
  ['king', 'kings'],
  ['boat', 'boats'],
  ['tree', 'trees'],
] as const;

/** After the verb. */
export const states = ['old', 'small', 'happy', 'lost', 'here'];

/** Of any subject, without an object. */
export const deeds = [
  'slept',
  'sang',
  'ran',
  'danced',
  'laughed',
  'wandered',
  'came back',
  'went south',
];

/** Of any subject, with an object. */
export const deedsToOthers = [
  'saw',
  'met',
  'heard',
  'liked',
  'found',
  'followed',
  'watched',
  'looked for',
];

export const places = ['at home', 'in the sun', 'on the hill', 'by the door'];

export const times = ['at night', 'at noon', 'in the rain'];

/** Between subject and verb without a relative clause, from the shortest on. */
export const shortFillers = [
  '',
  ',',
  ' -',
  ' in',
  ' too',
  ' now',
  ' here',
  ' there',
  ' I saw',
  ' I met',
  ' at sea',
  ' at home',
  ' we met',
  ' at night',
  ' in there',
  ' on my bed',
  ' in the sun',
  ' on the hill',
  ' by the door',
];

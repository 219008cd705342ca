/** The words of the sentences in which only what follows tells a name from a thing. */

/** First names that are also the first word of a thing, with things in the plural. */
export const doubleNames = [
  ['Teddy', ['bears']],
  ['Rose', ['gardens', 'bushes', 'petals']],
  ['Ruby', ['rings', 'earrings']],
  ['Ivy', ['leaves', 'walls']],
  ['Daisy', ['chains', 'fields']],
  ['Olive', ['trees', 'groves']],
  ['Pearl', ['buttons', 'earrings']],
  ['Amber', ['beads', 'lamps']],
  ['Lily', ['ponds', 'pads']],
  ['Holly', ['berries', 'bushes']],
  ['Hazel', ['nuts', 'hedges']],
  ['Jasmine', ['teas', 'plants']],
  ['Robin', ['nests', 'eggs']],
  ['Basil', ['leaves', 'plants']],
  ['Jack', ['knives', 'pots']],
  ['Heather', ['moors', 'plants']],
  ['Poppy', ['seeds', 'fields']],
  ['Ginger', ['cakes', 'roots']],
  ['Penny', ['coins', 'whistles']],
  ['Cherry', ['trees', 'pies']],
] as const;

export const plainFirstNames = [
  'Anna',
  'Peter',
  'Maria',
  'Thomas',
  'Helen',
  'David',
  'Sarah',
  'Martin',
  'Nora',
  'Simon',
  'Clara',
  'Hugo',
];

export const surnames = [
  'Roosevelt',
  'Miller',
  'Baxter',
  'Hansen',
  'Okafor',
  'Novak',
  'Kimura',
  'Duval',
  'Rossi',
  'Schmidt',
  'Alvarez',
  'Petrov',
  'Larsen',
  'Murphy',
  'Ahmed',
  'Silva',
  'Fischer',
  'Moreau',
  'Jansen',
  'Campbell',
];

/** Before the sentence; `{first} {last}` is a person without any doubt. */
export const beforehand = [
  '',
  'Today we read :',
  'The headline says :',
  'On page {number} it says :',
  'My {relative} told me :',
  'Our {relative} wrote :',
  '{first} {last} told us :',
  '{first} {last} wrote to the paper :',
  'According to {first} {last} :',
  'News of the {day} :',
];

export const relatives = ['aunt', 'uncle', 'sister', 'brother', 'cousin', 'neighbour', 'teacher'];

export const days = ['day', 'week', 'month', 'year', 'morning', 'evening'];

/** Between the doubtful word and what decides, of people and things alike; most often nothing. */
export const asides = [
  '',
  '',
  '',
  ', as everybody knows ,',
  ', they say ,',
  ', for once ,',
  ', to our surprise ,',
];

/** After a name, or an aside behind a name. */
export const personEndings = [
  'was a great president .',
  'was born in Paris .',
  'has won the election .',
  'teaches at our school .',
  'lost her keys again .',
  'sings in a choir .',
  'is married to a doctor .',
  'wants to be an engineer .',
  'writes long letters .',
  'had a good idea .',
];

/** After `Rose gardens`. */
export const thingsEndings = [
  'are on sale .',
  'are hard to find .',
  'cost more than last year .',
  'make a nice present .',
  'were all the fashion .',
  'can be seen in the museum .',
  'look lovely in photographs .',
  'are sold by the dozen .',
  'need some care .',
  'come in many sizes .',
];

/** After an aside behind the word alone: `Rose , they say , costs more than last year .` */
export const thingEndings = [
  'costs more than last year .',
  'is hard to find in shops .',
  'makes a nice present .',
  'is out of fashion again .',
  'is sold on the market .',
  'needs some light and air .',
  'comes in many sizes .',
  'was used for decoration .',
];

/** The words, speeches and rhymes of the theatre text, all written for Unroll. */
import type { Tables } from './template.ts';

export const names = [
  'MIRA',
  'TOBIAS',
  'HANNA',
  'OLD PETER',
  'CLARA',
  'UNCLE MAX',
  'JONAS',
  'ROSA',
];

/** Singular things come with an article of their own; people look for them and give them away. */
export const theatreTables: Tables = {
  thing: ['lantern', 'letter', 'silver key', 'red coat', 'fiddle', 'map', 'old clock', 'basket'],
  place: ['harbour', 'mill', 'garden', 'kitchen', 'bridge', 'market', 'forest', 'tower'],
  spot: [
    'under the stairs',
    'behind the door',
    'on the table',
    'by the window',
    'in the well',
    'near the fire',
  ],
  time: ['in the morning', 'at noon', 'at dusk', 'at midnight', 'before dawn', 'after the rain'],
  weather: ['The wind is cold', 'The snow is falling', 'The sun is warm', 'The fog is thick'],
  animal: ['cat', 'goose', 'grey horse', 'little dog', 'fox', 'owl'],
  mood: ['softly', 'laughing', 'angrily', 'after a while', 'whispering', 'with a sigh'],
  entrance: [
    'carrying the {thing}',
    'out of breath',
    'with a {animal}',
    'singing',
    'wet from the rain',
    'in a hurry',
  ],
  action: [
    'looks for the {thing}',
    'opens the window',
    'lights a candle',
    'sits down by the fire',
    'hides the {thing}',
    'listens at the door',
    'pours some tea',
  ],
  number: ['two', 'three', 'four', 'seven', 'ten', 'twelve'],
  unit: ['days', 'years', 'nights', 'summers'],
  sound: [
    'A bell rings',
    'Thunder, far away',
    'Music from the {place}',
    'A door is closed',
    'The {animal} is heard',
  ],
};

/** Speeches that belong together; {you} is the name of the one who is spoken to. */
export const exchanges: readonly (readonly string[])[] = [
  ['Where is the {thing}?', 'The {thing} is {spot}, {you}.', 'Then bring me the {thing}, please.'],
  ['Who took the {thing}?', 'I did not take the {thing}. Ask the {animal}!'],
  [
    'Good evening, {you}.',
    'Good evening! {weather} tonight.',
    '{weather}, and the {place} is far.',
  ],
  ['{weather} today, {you}.', 'Yes, {weather2} tomorrow, they say.'],
  [
    'Did you see the {animal}?',
    'I saw the {animal} {spot}.',
    'And what did the {animal} do?',
    'It slept.',
  ],
  ['How long did you wait?', 'I waited {number} {unit}, {you}.', '{number} {unit}! Oh, my friend.'],
  ['Come with me to the {place}.', 'To the {place}? Not without the {thing}.'],
  ['Is it true that you sold the {thing}?', 'It is true. For {number} pieces of gold.'],
  ['Listen! Do you hear the {animal}?', 'No, {you}. It is only the wind in the {place}.'],
  ['I will leave {time}.', 'If you leave {time}, I will follow you.', 'Then we go together.'],
  ['Will you sing for us, {you}?', 'I will sing of the {animal} and the {thing}.'],
  ['Give me the {thing} or the {thing2}.', 'You may have the {thing}, but never the {thing2}.'],
  ['They say there is gold {spot}.', 'They say so every {number} {unit}.'],
  ['My mother lived in the {place}.', 'And did she keep a {animal}?', 'She kept {number} of them.'],
  ['Do not open the door!', 'Why not?', 'Because the {animal} is waiting {spot}.'],
  ['What is written in the letter?', 'It says: meet me at the {place} {time}.'],
];

/** Lines that rhyme with each other: any two of a family make a couplet. */
export const rhymes: readonly (readonly string[])[] = [
  [
    'the boats come home without a light',
    'the bells are ringing through the night',
    'the snow has made the meadow white',
    'a single star is burning bright',
    'the geese are gone and out of sight',
  ],
  [
    'there is a road down to the sea',
    'a blackbird sits upon the tree',
    'who has the lock must find the key',
    'the wind is old, the wind is free',
    'and will you come and walk with me',
  ],
  [
    'the baker sings at break of day',
    'the cat has gone a different way',
    'the sky is wide, the sky is grey',
    'the children take their kites and play',
    'the snow has come and means to stay',
  ],
  [
    'the river runs below the moon',
    'the fiddler plays a crooked tune',
    'the roses open late in June',
    'the ship that left will come back soon',
    'she stirs her tea with a silver spoon',
  ],
  [
    'the well is dark, the well is deep',
    'the shepherd counts his hundred sheep',
    'a promise is a thing to keep',
    'the town lies down and goes to sleep',
    'along the wall the shadows creep',
  ],
  [
    'the winter nights are long and cold',
    'the king has hidden all his gold',
    'the story is a hundred years old',
    'the clock has heard what no one told',
    'the mouse is small, the mouse is bold',
  ],
  [
    'the road is wet with autumn rain',
    'a lantern swings along the lane',
    'the dog is pulling at his chain',
    'the mill is full of golden grain',
    'a face looks through the window pane',
  ],
];

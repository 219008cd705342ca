/** The words of the reviews. */

/** With the form of the verb that fits. */
export const moodSubjects = [
  ['cast', 'was'],
  ['story', 'was'],
  ['music', 'was'],
  ['songs', 'were'],
  ['ending', 'was'],
  ['jokes', 'were'],
  ['pictures', 'were'],
  ['dialogue', 'was'],
  ['costumes', 'were'],
  ['direction', 'was'],
  ['first half', 'was'],
  ['young actors', 'were'],
] as const;

/** By strength: mild, clear, strong. */
export const moodWords = {
  good: [
    ['good', 'fine', 'pleasant', 'likeable'],
    ['funny', 'clever', 'moving', 'exciting'],
    ['great', 'brilliant', 'wonderful', 'superb'],
  ],
  bad: [
    ['bad', 'weak', 'slow', 'plain'],
    ['boring', 'dull', 'clumsy', 'silly'],
    ['awful', 'terrible', 'dreadful', 'hopeless'],
  ],
} as const;

export const negations = ['not', 'not at all', 'never', 'far from', 'anything but', 'by no means'];

/** Before a word that is meant as it stands. */
export const plainAdverbs = ['really', 'simply', 'always', 'truly', 'plainly'];

export const moodOpenings = [
  '',
  '',
  'I saw it on Friday: ',
  'what can I say, ',
  'in my opinion ',
  'we all agreed that ',
  'if you ask me, ',
  'on the whole ',
];

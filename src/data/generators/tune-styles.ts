/** The dances: their metres and rhythms; the keys and the words of titles. */

export type TuneStyle = 'jig' | 'reel' | 'waltz' | 'polka' | 'slip jig' | 'hornpipe';

/** In the order of their numbers. */
export const tuneStyles = ['jig', 'reel', 'waltz', 'polka', 'slip jig', 'hornpipe'] as const;

export interface TuneStyleRow {
  readonly metre: string;
  /** Groups of notes in a bar. */
  readonly beats: number;
  /** Of a group, `n` for a note; all of one length. */
  readonly rhythms: readonly string[];
  /** The length of the last note, a group long. */
  readonly ending: string;
}

export const tuneStyleTable: { readonly [S in TuneStyle]: TuneStyleRow } = {
  jig: { metre: '6/8', beats: 2, rhythms: ['nnn', 'nnn', 'n2n', 'n3', 'nn/n/n'], ending: '3' },
  reel: { metre: '4/4', beats: 2, rhythms: ['nnnn', 'nnnn', 'n2nn', 'n3n', 'nnn2'], ending: '4' },
  waltz: {
    metre: '3/4',
    beats: 1,
    rhythms: ['n2n2n2', 'n4n2', 'n3nn2', 'n2nnnn', 'nnnnn2'],
    ending: '6',
  },
  polka: {
    metre: '2/4',
    beats: 2,
    rhythms: ['nn', 'nn', 'n2', 'nn/n/', 'n/n/n', 'n3/2n/'],
    ending: '2',
  },
  'slip jig': { metre: '9/8', beats: 3, rhythms: ['nnn', 'n2n', 'nnn', 'n3'], ending: '3' },
  hornpipe: {
    metre: '4/4',
    beats: 2,
    rhythms: ['n>nn>n', 'n>nn>n', '(3nnnn>n', 'n2n>n'],
    ending: '4',
  },
};

/** With the step of the scale on which the tonic stands, counted from C. */
export const tuneKeys = [
  { name: 'G', tonic: 4 },
  { name: 'D', tonic: 1 },
  { name: 'A', tonic: 5 },
  { name: 'C', tonic: 7 },
  { name: 'Em', tonic: 2 },
  { name: 'Am', tonic: 5 },
  { name: 'Bm', tonic: 6 },
] as const;

export const tuneNames = {
  first: ['Merry', 'Old', 'Lazy', 'Golden', 'Wandering', 'Humming', 'Rainy', 'Patient', 'Hidden'],
  second: ['Gate', 'Harvest', 'Ferry', 'Weaver', 'Kettle', 'Lantern', 'Meadow', 'Baker', 'Harbour'],
};

/** The written list of generators of data whose right answer is known. */

export { type Bar, barsAddUp, validBars } from './abc-bars.ts';
export {
  ADDING_BASELINE,
  type AddingItem,
  type AddingOptions,
  addingItems,
  generateAdding,
} from './adding.ts';
export {
  type Activity,
  type BloodPressure,
  type BloodPressureItem,
  type BloodPressureOptions,
  bloodPressureCeiling,
  bloodPressureCsv,
  bloodPressureProbabilities,
  bloodPressures,
  generateBloodPressure,
  likelyBloodPressure,
  type Person,
} from './blood-pressure.ts';
export {
  CLIP_SIZE,
  type ClipItem,
  type ClipsOptions,
  generateClips,
  generateMotions,
  type Motion,
  type MotionItem,
  type Movement,
  motions,
  movements,
} from './clips.ts';
export {
  type CalendarDate,
  type DateItem,
  type DatesOptions,
  dateFormats,
  datesTsv,
  generateDates,
  isoDate,
  weekday,
} from './dates.ts';
export {
  type DnaDecoding,
  type DnaItem,
  type DnaLabel,
  type DnaModel,
  type DnaOptions,
  decodeDna,
  dnaLabels,
  dnaModel,
  generateDna,
} from './dna.ts';
export {
  drawHidden,
  forwardBackward,
  type HiddenMarkovModel,
  type HiddenSequence,
  type Posterior,
  viterbi,
} from './hmm.ts';
export { generateMoods, type Mood, type MoodItem, type MoodOptions } from './moods.ts';
export { environments, generatePapers, type Unclosed } from './papers.ts';
export {
  type Amount,
  allScenes,
  type Colour,
  generatePictures,
  PICTURE_SIZE,
  type PictureItem,
  type PicturesOptions,
  type Place,
  pictureItems,
  type Scene,
  type SceneSplitOptions,
  type Shape,
  sceneCaption,
  splitScenes,
} from './pictures.ts';
export {
  type AutoregressionOptions,
  autoregressionDefaults,
  autoregressionErrors,
  generateAutoregression,
  generateSeasons,
  generateTent,
  type SeasonsOptions,
  type SeriesOptions,
  TENT_LINEAR_ERROR,
  type TentOptions,
  tentError,
  tentForecast,
} from './seasons.ts';
export { type Series, seriesCsv } from './series.ts';
export {
  generateSpeech,
  type SpeechItem,
  type SpeechOptions,
  speechItems,
  speechLexicon,
  speechVoice,
} from './speech.ts';
export {
  generateTeddy,
  type PersonTag,
  type TeddyItem,
  type TeddyOptions,
  teddyConll,
} from './teddy.ts';
export { type TuneStyle, tuneStyles } from './tune-styles.ts';
export { generateTunes, type TuneItem, type TunesOptions, tuneItems } from './tunes.ts';

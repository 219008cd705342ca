/** The written list of generators of data whose right answer is known. */

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
export { generateMoods, type Mood, type MoodItem, type MoodOptions } from './moods.ts';

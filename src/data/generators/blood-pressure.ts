/**
 * A table of people: height, weight, age, smoking and activity, and a blood pressure that follows
 * from them by a stated rule with noise. The rule is ours, made for the purpose, and no medicine.
 *
 * strain = 0.06 (age − 49) + 0.22 (weight / height² − 27) + 0.9 if smoking − 0.7, 0, 0.7 for high,
 * some, low activity, weight in kg and height in m. The pressure is low where strain + noise < −1.3,
 * high where it is above 1.3, else normal; the noise is logistic with the scale `NOISE`. People are
 * drawn from a finite population, so what the best possible classifier reaches is a finite sum.
 */
import { log, sigmoid } from '../../util/maths.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import { oneIn, pick } from './template.ts';

export type Activity = 'low' | 'some' | 'high';
export type BloodPressure = 'low' | 'normal' | 'high';

export interface Person {
  /** cm, whole. */
  readonly height: number;
  /** kg, to a tenth. */
  readonly weight: number;
  /** Years, whole. */
  readonly age: number;
  readonly smoker: 'yes' | 'no';
  readonly activity: Activity;
}

export interface BloodPressureItem extends Person {
  readonly pressure: BloodPressure;
}

export interface BloodPressureOptions {
  readonly seed?: number;
  /** How many people. */
  readonly items: number;
}

export const bloodPressures = ['low', 'normal', 'high'] as const;

const activities = ['low', 'some', 'high'] as const;
const relief: { [A in Activity]: number } = { low: -0.7, some: 0, high: 0.7 };

/** Heights 150–195, ages 18–80, each as often; one in three smokes. */
const HEIGHTS = { from: 150, count: 46 } as const;
const AGES = { from: 18, count: 63 } as const;
const SMOKERS = 3;
/** The body mass index is 17 + (a + b) / 2 for two dice a, b from 0 to 20. */
const DIE = 21;
const BOUND = 1.3;
const NOISE = 0.2;

export function generateBloodPressure({
  seed = 1,
  items,
}: BloodPressureOptions): BloodPressureItem[] {
  checkWhole('items', items);
  const rng = new Rng(keyFor(seed, 'data', 4));
  return Array.from({ length: items }, () => {
    const height = HEIGHTS.from + rng.below(HEIGHTS.count);
    const weight = weightFor(height, rng.below(DIE) + rng.below(DIE));
    const age = AGES.from + rng.below(AGES.count);
    const smoker = oneIn(rng, SMOKERS) ? 'yes' : 'no';
    const person = { height, weight, age, smoker, activity: pick(rng, activities) } as const;
    const u = (rng.nextUint32() + 0.5) / 4294967296;
    return { ...person, pressure: category(strain(person) + NOISE * (log(u) - log(1 - u))) };
  });
}

/** With a head line; columns as in `BloodPressureItem`. */
export function bloodPressureCsv(items: Iterable<BloodPressureItem>): string {
  let text = 'height,weight,age,smoker,activity,pressure\n';
  for (const { height, weight, age, smoker, activity, pressure } of items) {
    text += `${height},${weight.toFixed(1)},${age},${smoker},${activity},${pressure}\n`;
  }
  return text;
}

/** The probability of each pressure for a person, exactly. */
export function bloodPressureProbabilities(person: Person): Record<BloodPressure, number> {
  const s = strain(person);
  const low = sigmoid((-BOUND - s) / NOISE);
  const high = sigmoid((s - BOUND) / NOISE);
  return { low, normal: 1 - low - high, high };
}

/** The most probable pressure: what no classifier can improve on. */
export function likelyBloodPressure(person: Person): BloodPressure {
  const p = bloodPressureProbabilities(person);
  return bloodPressures.reduce((best, next) => (p[next] > p[best] ? next : best));
}

/** The expected accuracy of `likelyBloodPressure`, Σ P(person) max P(pressure | person), over everybody. */
export function bloodPressureCeiling(): number {
  let sum = 0;
  for (let h = 0; h < HEIGHTS.count; h++) {
    const height = HEIGHTS.from + h;
    for (let dice = 0; dice < 2 * DIE - 1; dice++) {
      const ways = DIE - Math.abs(dice - (DIE - 1));
      const weight = weightFor(height, dice);
      for (let a = 0; a < AGES.count; a++) {
        for (const smoker of ['yes', 'no'] as const) {
          const weightOfCell = ways * (smoker === 'yes' ? 1 : SMOKERS - 1);
          for (const activity of activities) {
            const p = bloodPressureProbabilities({
              height,
              weight,
              age: AGES.from + a,
              smoker,
              activity,
            });
            sum += weightOfCell * Math.max(p.low, p.normal, p.high);
          }
        }
      }
    }
  }
  return sum / (HEIGHTS.count * DIE * DIE * AGES.count * SMOKERS * activities.length);
}

function weightFor(height: number, dice: number): number {
  const index = 17 + dice / 2;
  return Math.round((index * height * height) / 1000) / 10;
}

function strain({ height, weight, age, smoker, activity }: Person): number {
  const index = (10_000 * weight) / (height * height);
  const smoke = smoker === 'yes' ? 0.9 : 0;
  return 0.06 * (age - 49) + 0.22 * (index - 27) + smoke - relief[activity];
}

function category(value: number): BloodPressure {
  if (value < -BOUND) return 'low';
  return value > BOUND ? 'high' : 'normal';
}

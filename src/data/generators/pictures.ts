/**
 * Pictures of 16×16 points with captions: "two small red rings at the top left". A picture shows
 * equal shapes in one quadrant, on a dark ground with noise. Colours are channels, planes of red,
 * green and blue: 768 numbers. Every combination of words is a different picture, so that a caption
 * can be told from the picture alone, and some can be kept from training altogether.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkSpread, checkWhole } from './check.ts';
import { pick } from './template.ts';

export type Shape = 'square' | 'ring' | 'plus' | 'cross';
export type Colour = 'red' | 'green' | 'blue' | 'yellow' | 'white';
export type Place = 'top left' | 'top right' | 'bottom left' | 'bottom right';
/** How many and how large; there is room for one large shape. */
export type Amount = 'one small' | 'two small' | 'three small' | 'one large';

export interface Scene {
  readonly amount: Amount;
  readonly colour: Colour;
  readonly shape: Shape;
  readonly place: Place;
}

export interface PictureItem extends Scene {
  /** (3, 16, 16): red, green and blue planes, rows from the top. Light is about 1, dark about 0. */
  readonly picture: Float32Array;
  /** `two small red rings at the top left` */
  readonly caption: string;
}

export interface PicturesOptions {
  readonly seed?: number;
  /** How many pictures. */
  readonly items: number;
  /** What may be shown, each as often; all 320 scenes by default. */
  readonly scenes?: readonly Scene[];
  /** The standard deviation of the noise of each number. Default 0.05. */
  readonly noise?: number;
}

export const PICTURE_SIZE = 16;
const HALF = PICTURE_SIZE / 2;

const shapes = ['square', 'ring', 'plus', 'cross'] as const;
const places = ['top left', 'top right', 'bottom left', 'bottom right'] as const;
const amounts = ['one small', 'two small', 'three small', 'one large'] as const;
const rgb: { [C in Colour]: readonly [number, number, number] } = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  yellow: [1, 1, 0],
  white: [1, 1, 1],
};
const colours = Object.keys(rgb) as Colour[];

/** Whether a shape covers the point (y, x) of its square of `size`, an odd number. */
const covers: { [S in Shape]: (y: number, x: number, size: number) => boolean } = {
  square: () => true,
  ring: (y, x, size) => y === 0 || x === 0 || y === size - 1 || x === size - 1,
  plus: (y, x, size) => 2 * y === size - 1 || 2 * x === size - 1,
  cross: (y, x, size) => y === x || y === size - 1 - x,
};

/** All 4 · 5 · 4 · 4 scenes. */
export function allScenes(): Scene[] {
  return amounts.flatMap((amount) =>
    colours.flatMap((colour) =>
      shapes.flatMap((shape) => places.map((place) => ({ amount, colour, shape, place }))),
    ),
  );
}

export interface SceneSplitOptions {
  readonly seed?: number;
  /** How many scenes are kept from training. Default 64 of 320. */
  readonly heldOut?: number;
}

/**
 * Scenes to train on, and others to test on, that no training picture shows, though every two of
 * their words come together in training: a test of putting known things together in new ways.
 */
export function splitScenes({ seed = 1, heldOut = 64 }: SceneSplitOptions = {}): {
  train: Scene[];
  test: Scene[];
} {
  checkWhole('heldOut', heldOut, 1);
  const scenes = allScenes();
  const order = Int32Array.from(scenes.keys());
  new Rng(keyFor(seed, 'data', 13)).shuffle(order);
  const left = new Map<string, number>();
  for (const scene of scenes)
    for (const pair of pairs(scene)) left.set(pair, (left.get(pair) ?? 0) + 1);
  const train: Scene[] = [];
  const test: Scene[] = [];
  for (const n of order) {
    const needed = pairs(scenes[n]).some((pair) => left.get(pair) === 1);
    if (needed || test.length === heldOut) {
      train.push(scenes[n]);
      continue;
    }
    test.push(scenes[n]);
    for (const pair of pairs(scenes[n])) left.set(pair, (left.get(pair) ?? 0) - 1);
  }
  if (test.length === heldOut) return { train, test };
  throw new UnrollError(
    'usage',
    `expected heldOut to be at most about ${test.length} but received ${heldOut}: every two words must stay together in some training scene`,
  );
}

export function generatePictures(options: PicturesOptions): PictureItem[] {
  return [...pictureItems(options)];
}

/** One after another. */
export function* pictureItems(options: PicturesOptions): Generator<PictureItem> {
  const { seed = 1, items, scenes = allScenes(), noise = 0.05 } = options;
  checkWhole('items', items);
  checkSpread('noise', noise);
  if (scenes.length === 0) throw expected('scenes', 'at least one scene', 'none');
  const rng = new Rng(keyFor(seed, 'data', 14));
  for (let n = 0; n < items; n++) {
    const scene = pick(rng, scenes);
    yield { ...scene, picture: draw(rng, scene, noise), caption: sceneCaption(scene) };
  }
}

export function sceneCaption({ amount, colour, shape, place }: Scene): string {
  const ending = amount.startsWith('one') ? '' : shape === 'cross' || shape === 'plus' ? 'es' : 's';
  const [count, size] = amount.split(' ');
  return `${count} ${size} ${colour} ${shape}${ending} at the ${place}`;
}

/** Every two of a scene's words. */
function pairs({ amount, colour, shape, place }: Scene): string[] {
  const words = [amount, colour, shape, place];
  return words.flatMap((a, i) => words.slice(i + 1).map((b) => `${a}/${b}`));
}

function draw(rng: Rng, { amount, colour, shape, place }: Scene, noise: number): Float32Array {
  const picture = new Float32Array(3 * PICTURE_SIZE * PICTURE_SIZE);
  const size = amount === 'one large' ? 5 : 3;
  const top = place.startsWith('top') ? 0 : HALF;
  const left = place.endsWith('left') ? 0 : HALF;
  const corners = amount.startsWith('one')
    ? [[rng.below(HALF - size), rng.below(HALF - size)]]
    : smallCorners(rng, amount === 'two small' ? 2 : 3);
  for (const [cornerY, cornerX] of corners) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        if (!covers[shape](y, x, size)) continue;
        const point = (top + cornerY + y) * PICTURE_SIZE + left + cornerX + x;
        for (const [channel, light] of rgb[colour].entries()) {
          picture[channel * PICTURE_SIZE * PICTURE_SIZE + point] = light;
        }
      }
    }
  }
  for (let n = 0; n < picture.length; n++) picture[n] += noise * rng.normal();
  return picture;
}

/** `count` of the four corners of a 2×2 grid of 3×3 shapes, with a dark line between; the grid moves by a point. */
function smallCorners(rng: Rng, count: number): number[][] {
  const cells = Int32Array.from([0, 1, 2, 3]);
  rng.shuffle(cells);
  const [y, x] = [rng.below(2), rng.below(2)];
  return Array.from(cells.subarray(0, count), (cell) => [y + 4 * (cell >> 1), x + 4 * (cell & 1)]);
}

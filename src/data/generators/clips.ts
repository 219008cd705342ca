/**
 * Short films of a bright 2×2 square on an 8×8 ground that closes on itself: what leaves on the
 * right comes in on the left. Two tasks: name the movement of a whole clip, and say at every frame,
 * from it and those before, whether the square moves on, rests or turns back.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { checkSpread, checkWhole } from './check.ts';
import { oneIn, pick } from './template.ts';

export type Movement = 'left' | 'right' | 'up' | 'down' | 'clockwise' | 'anticlockwise';
export type Motion = 'still' | 'moving' | 'reversing';

export interface ClipItem {
  /** (T, 8, 8), rows from the top. */
  readonly frames: Float32Array;
  /** Of the whole clip. */
  readonly movement: Movement;
}

export interface MotionItem {
  /** (T, 8, 8) */
  readonly frames: Float32Array;
  /** Of each frame: how the square got there from the frame before. */
  readonly motions: readonly Motion[];
}

export interface ClipsOptions {
  readonly seed?: number;
  /** How many clips. */
  readonly items: number;
  /** T, at least 8 (a round trip of the circling square). Default 12. */
  readonly length?: number;
  /** The standard deviation of the noise of each point. Default 0.1. */
  readonly noise?: number;
}

export const CLIP_SIZE = 8;

export const movements = ['left', 'right', 'up', 'down', 'clockwise', 'anticlockwise'] as const;
export const motions = ['still', 'moving', 'reversing'] as const;

/** A point to the right, downwards, to the left, upwards: (rows, columns). */
const directions = [
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 0],
] as const;

const straight: { readonly [M in Movement]?: number } = { right: 0, down: 1, left: 2, up: 3 };

/**
 * One label a clip, each as often. Straight movements go a point at every frame; circling ones go
 * round a square of 2×2 steps, 8 frames a round, begun anywhere on it.
 */
export function generateClips({
  seed = 1,
  items,
  length = 12,
  noise = 0.1,
}: ClipsOptions): ClipItem[] {
  check(items, length, noise);
  const rng = new Rng(keyFor(seed, 'data', 16));
  return Array.from({ length: items }, () => {
    const movement = pick(rng, movements);
    const fixed = straight[movement];
    const turn = movement === 'clockwise' ? 1 : 3;
    const begun = rng.below(8);
    const path = walk(rng, length, (t) => fixed ?? (turn * Math.floor((t + begun) / 2)) % 4);
    return { frames: film(rng, path, noise), movement };
  });
}

/**
 * One label a frame, without delay. The square keeps to a row or column; at each frame it rests one
 * time in four, turns back one time in five of the others, or moves on. `reversing` is a step
 * against the last step, rests between or not; the first frame is `still`, the first step `moving`.
 */
export function generateMotions({
  seed = 1,
  items,
  length = 12,
  noise = 0.1,
}: ClipsOptions): MotionItem[] {
  check(items, length, noise);
  const rng = new Rng(keyFor(seed, 'data', 17));
  return Array.from({ length: items }, () => {
    let direction = rng.below(4);
    let moved = false;
    const labels: Motion[] = ['still'];
    const path = walk(rng, length, () => {
      if (oneIn(rng, 4)) {
        labels.push('still');
        return undefined;
      }
      const back = moved && oneIn(rng, 5);
      if (back) direction = (direction + 2) % 4;
      moved = true;
      labels.push(back ? 'reversing' : 'moving');
      return direction;
    });
    return { frames: film(rng, path, noise), motions: labels };
  });
}

type Position = readonly [number, number];

/** Where the square's corner is at each frame; `direction(t)` is the way from frame t to t + 1, none for a rest. */
function walk(rng: Rng, length: number, direction: (t: number) => number | undefined): Position[] {
  let [y, x] = [rng.below(CLIP_SIZE), rng.below(CLIP_SIZE)];
  const path: Position[] = [[y, x]];
  for (let t = 0; t + 1 < length; t++) {
    const way = direction(t);
    if (way !== undefined) {
      y = (y + directions[way][0] + CLIP_SIZE) % CLIP_SIZE;
      x = (x + directions[way][1] + CLIP_SIZE) % CLIP_SIZE;
    }
    path.push([y, x]);
  }
  return path;
}

function film(rng: Rng, path: readonly Position[], noise: number): Float32Array {
  const points = CLIP_SIZE * CLIP_SIZE;
  const frames = new Float32Array(path.length * points);
  for (const [t, [y, x]] of path.entries()) {
    for (const [down, right] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      frames[t * points + ((y + down) % CLIP_SIZE) * CLIP_SIZE + ((x + right) % CLIP_SIZE)] = 1;
    }
  }
  for (let n = 0; n < frames.length; n++) frames[n] += noise * rng.normal();
  return frames;
}

function check(items: number, length: number, noise: number): void {
  checkWhole('items', items);
  checkWhole('length', length, 8);
  checkSpread('noise', noise);
}

/** Play and Score: generate, the next symbol, surprise. Probabilities are at temperature 1. */
import { z } from 'zod';

/** Which weights of a run: the best by validation, or the last. */
const weights = z.enum(['best', 'last']).optional();

const layer = z.int().min(1).max(64);
const unit = z.int().min(0).max(65535);

/** Holds one number of the network at a value, at every step. */
export const clamp = z.strictObject({
  /** From 1. */
  layer,
  /** From 0. */
  unit,
  /** A state (`h`, `c`) or a gate (`f`, `i`, `z`, …). */
  what: z.string().min(1).max(8),
  value: z.number(),
});
export type Clamp = z.infer<typeof clamp>;

export const sampleRequest = z.strictObject({
  weights,
  prime: z.string().max(1_000_000).default(''),
  /**
   * Symbols that follow the prime, by id: what was drawn up to where one branches, and the alternative taken. They
   * are read, not drawn, so the continuation is exactly that of this beginning.
   */
  prefix: z.array(z.int().min(0)).max(1_000_000).default([]),
  /** The symbols of the prefix come in the answer too, before the new ones, with what else could have come there. */
  echo: z.boolean().default(false),
  /** New symbols at most. */
  length: z.int().min(1).max(100_000).default(500),
  temperature: z.number().min(0).max(1000).default(1),
  topK: z.int().min(0).optional(),
  topP: z.number().gt(0).max(1).optional(),
  minP: z.number().min(0).max(1).optional(),
  stop: z.array(z.string().min(1).max(1000)).max(16).default([]),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** How many alternatives come with each symbol. */
  alternatives: z.int().min(0).max(100).default(8),
  clamp: z.array(clamp).max(64).default([]),
});
export type SampleRequest = z.input<typeof sampleRequest>;

export interface Alternative {
  id: number;
  /** As people read it. */
  token: string;
  probability: number;
}

/** A line of `POST /api/runs/:name/sample`. */
export interface SampledSymbol extends Alternative {
  type: 'symbol';
  /** What it adds to the text: empty while a character is not complete. */
  text: string;
  /** The most probable symbols at this place, the drawn one among them or not. */
  alternatives: Alternative[];
}

export interface SampleEnd {
  type: 'end';
  finish: 'length' | 'stop' | 'end';
  /** Text that became certain only now. */
  text: string;
}

export type SampleLine = SampledSymbol | SampleEnd;

export const nextRequest = z.strictObject({
  weights,
  text: z.string().max(1_000_000),
  top: z.int().min(1).max(1000).default(20),
});
export type NextRequest = z.input<typeof nextRequest>;

export interface NextAnswer {
  symbols: Alternative[];
  /** Of the distribution, in bits. */
  entropy: number;
}

export const scoreRequest = z.strictObject({
  weights,
  text: z.string().min(1).max(1_000_000),
});
export type ScoreRequest = z.input<typeof scoreRequest>;

export interface ScoreAnswer {
  tokens: number;
  characters: number;
  unknown: number;
  /** Sum of ln P: the chain rule's total. */
  logProbability: number;
  /** Nats per token. */
  loss: number;
  perplexity: number;
  bitsPerCharacter: number;
  /** In columns: the symbol, and ln P(symbol | all before it). */
  symbols: { token: string[]; logProbability: number[] };
}

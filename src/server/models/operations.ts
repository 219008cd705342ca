/** What the models' thread can be asked, with what it is told and what it answers. */
import type { z } from 'zod';
import type {
  CellsAnswer,
  cellsRequest,
  TaskTraceAnswer,
  TraceAnswer,
  taskTraceRequest,
  traceRequest,
} from '../../protocol/cells.ts';
import type {
  NextAnswer,
  nextRequest,
  SampleLine,
  ScoreAnswer,
  sampleRequest,
  scoreRequest,
} from '../../protocol/language.ts';
import type {
  GradientsAnswer,
  gradientsRequest,
  StepAnswer,
  stepRequest,
  TaskStepAnswer,
  taskGradientsRequest,
  taskStepRequest,
} from '../../protocol/network.ts';
import type { PredictAnswer, predictRequest } from '../../protocol/predict.ts';

export interface Operations {
  next: { request: z.output<typeof nextRequest>; answer: NextAnswer };
  score: { request: z.output<typeof scoreRequest>; answer: ScoreAnswer };
  predict: { request: z.output<typeof predictRequest>; answer: PredictAnswer };
  trace: { request: z.output<typeof traceRequest>; answer: TraceAnswer };
  cells: { request: z.output<typeof cellsRequest>; answer: CellsAnswer };
  step: { request: z.output<typeof stepRequest>; answer: StepAnswer };
  'task-step': { request: z.output<typeof taskStepRequest>; answer: TaskStepAnswer };
  'task-trace': { request: z.output<typeof taskTraceRequest>; answer: TaskTraceAnswer };
  gradients: { request: z.output<typeof gradientsRequest>; answer: GradientsAnswer };
  'task-gradients': { request: z.output<typeof taskGradientsRequest>; answer: GradientsAnswer };
}
export type OperationName = keyof Operations;

/** Answers in pieces. */
export interface Streams {
  sample: { request: z.output<typeof sampleRequest>; piece: SampleLine };
}
export type StreamName = keyof Streams;

/** From the server to the thread. */
export type ToThread =
  | { kind: 'ask'; id: number; name: OperationName | StreamName; path: string; request: unknown }
  | { kind: 'cancel'; id: number };

/** And back; a stream ends with `answer`. */
export type FromThread =
  | { kind: 'piece'; id: number; piece: unknown }
  | { kind: 'answer'; id: number; answer: unknown }
  | { kind: 'error'; id: number; code: string; message: string };

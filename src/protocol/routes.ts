/**
 * Where everything is. All under `/api`; requests with a body are JSON (`content-type: application/json`),
 * but a file is the body itself.
 *
 * GET  about, runs, run, metrics, samples, network, text, events, builtInSamples, settings
 * POST files, guess, estimate, runs (start), pause, resume, stop, sample, next, score, predict, trace, cells,
 *      step, gradients, task-step, task-trace, task-gradients
 */
import type {
  CellsAnswer,
  CellsRequest,
  TaskTraceAnswer,
  TaskTraceRequest,
  TraceRequest,
} from './cells.ts';
import type {
  NextAnswer,
  NextRequest,
  SampleRequest,
  ScoreAnswer,
  ScoreRequest,
} from './language.ts';
import type {
  GradientsAnswer,
  GradientsRequest,
  NetworkPicture,
  StepAnswer,
  StepRequest,
  TaskGradientsRequest,
  TaskStepAnswer,
  TaskStepRequest,
} from './network.ts';
import type { PredictAnswer, PredictRequest } from './predict.ts';
import type { About, Metrics, RunDetail, RunSample, RunSummary, RunText } from './runs.ts';
import type {
  BuiltInSample,
  Estimate,
  Guess,
  GuessRequest,
  ResumeRequest,
  SettingsTable,
  StartRequest,
} from './training.ts';

const run = (name: string, part: string) => `/api/runs/${encodeURIComponent(name)}${part}`;

export const routes = {
  about: '/api/about',
  runs: '/api/runs',
  events: '/api/events',
  builtInSamples: '/api/samples-built-in',
  guess: '/api/guess',
  estimate: '/api/estimate',
  files: (name: string) => `/api/files?name=${encodeURIComponent(name)}`,
  /** `sample`: the standards of training on the built-in sample, which is small. */
  settings: (task: string, sample = false) =>
    `/api/settings?task=${encodeURIComponent(task)}${sample ? '&sample=1' : ''}`,
  run: (name: string) => run(name, ''),
  /** `points`: entries of a curve at most, from 10 to 4,096; 1,000 where absent. */
  metrics: (name: string, points = 1000) => run(name, `/metrics?points=${points}`),
  samples: (name: string) => run(name, '/samples'),
  network: (name: string) => run(name, '/network'),
  /** `characters`: UTF-16 units at most, from 1 to 1,000,000. */
  text: (name: string, characters = 4000) => run(name, `/text?characters=${characters}`),
  pause: (name: string) => run(name, '/pause'),
  resume: (name: string) => run(name, '/resume'),
  stop: (name: string) => run(name, '/stop'),
  sample: (name: string) => run(name, '/sample'),
  next: (name: string) => run(name, '/next'),
  score: (name: string) => run(name, '/score'),
  predict: (name: string) => run(name, '/predict'),
  trace: (name: string) => run(name, '/trace'),
  cells: (name: string) => run(name, '/cells'),
  step: (name: string) => run(name, '/step'),
  taskStep: (name: string) => run(name, '/task-step'),
  taskTrace: (name: string) => run(name, '/task-trace'),
  gradients: (name: string) => run(name, '/gradients'),
  taskGradients: (name: string) => run(name, '/task-gradients'),
} as const;

/** What each `GET` answers; `events` is a stream of `StudioEvent`. */
export interface Answers {
  about: About;
  runs: RunSummary[];
  run: RunDetail;
  metrics: Metrics;
  samples: RunSample[];
  network: NetworkPicture;
  text: RunText;
  builtInSamples: BuiltInSample[];
  settings: SettingsTable;
}

/** What each `POST` takes and answers. */
export interface Posts {
  guess: { request: GuessRequest; answer: Guess };
  estimate: { request: StartRequest; answer: Estimate };
  /** Starts it, or queues it. */
  runs: { request: StartRequest; answer: RunSummary };
  /** Saves and ends a run that trains, so that it can go on; takes one that waits out of the queue. */
  pause: { request: Record<string, never>; answer: RunSummary };
  /** Goes on, or waits for the run that trains. A finished run needs a new limit. */
  resume: { request: ResumeRequest; answer: RunSummary };
  /** As pause, and says that it is not meant to go on. */
  stop: { request: Record<string, never>; answer: RunSummary };
  /** A stream of `SampleLine`. */
  sample: { request: SampleRequest; answer: never };
  next: { request: NextRequest; answer: NextAnswer };
  score: { request: ScoreRequest; answer: ScoreAnswer };
  predict: { request: PredictRequest; answer: PredictAnswer };
  /** Binary: `decodeTrace`. */
  trace: { request: TraceRequest; answer: never };
  cells: { request: CellsRequest; answer: CellsAnswer };
  step: { request: StepRequest; answer: StepAnswer };
  /** The same of the other tasks, of one input. */
  taskStep: { request: TaskStepRequest; answer: TaskStepAnswer };
  taskTrace: { request: TaskTraceRequest; answer: TaskTraceAnswer };
  gradients: { request: GradientsRequest; answer: GradientsAnswer };
  taskGradients: { request: TaskGradientsRequest; answer: GradientsAnswer };
}

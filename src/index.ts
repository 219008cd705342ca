/** The library: train, resume, load. Tensors and tapes are under `unroll-rnn/tensor`. */

export { compare } from './compare/compare.ts';
export type { ComparedRow, Comparison } from './compare/comparison.ts';
export type { LanguageOptions as CompareOptions } from './compare/language.ts';
export { barsAddUp, validBars } from './data/generators/abc-bars.ts';
export {
  type AgreementItem,
  type AgreementOptions,
  agreementText,
  generateAgreement,
} from './data/generators/agreement.ts';
export { datesTsv, generateDates } from './data/generators/dates.ts';
export type { LatentState, LatentText } from './data/generators/latent.ts';
export { generatePictures, splitScenes } from './data/generators/pictures.ts';
export { generatePrograms, programsWithStates } from './data/generators/programs.ts';
export { generateTheatre, theatreWithStates } from './data/generators/theatre.ts';
export { tuneStyles } from './data/generators/tune-styles.ts';
export { generateTunes } from './data/generators/tunes.ts';
export type { TextCodec } from './data/index.ts';
export { type LoadOptions, load } from './generate/load.ts';
export { cloneState, deserialiseState, serialiseState } from './generate/model-state.ts';
export { type SamplingChoiceOptions, samplingChoice } from './generate/sampling-choice.ts';
export type {
  EvaluateOptions,
  EvaluationSource,
  Session,
  TextModel,
} from './generate/text-model.ts';
export type {
  LineScore,
  ModelState,
  NextSymbol,
  RankOptions,
  SampleOptions,
  SamplePiece,
  Score,
  TokenScore,
  Totals,
} from './generate/types.ts';
export { agreementByGap, type GapResult, inBands } from './inspect/agreement.ts';
export {
  type AttentionPicture,
  attentionSvg,
  attentionText,
} from './inspect/attention-picture.ts';
export {
  type ClampEffect,
  type ClampEffectOptions,
  clampEffect,
  type ProbeEffect,
  type Surprise,
  type Written,
} from './inspect/cells/clamp-effect.ts';
export {
  type CellsReport,
  type FoundUnit,
  type ProbeFindings,
  type SearchOptions,
  searchCells,
} from './inspect/cells/search.ts';
export { type SelectOptions, type SelectReport, selectCells } from './inspect/cells/select.ts';
export {
  type ExplainModel,
  type ExplainOptions,
  explain,
  explainModel,
} from './inspect/explain.ts';
export { explanationHtml } from './inspect/explain-html.ts';
export type { Explanation } from './inspect/explain-record.ts';
export { explanationText } from './inspect/explain-text.ts';
export { type FreshReachOptions, freshGradientReach } from './inspect/fresh-reach.ts';
export {
  type GradientReach,
  type GradientReachOptions,
  gradientReach,
  type LayerReach,
  type RecurrentBlock,
  type StateReach,
  textGradientReach,
} from './inspect/gradient-reach.ts';
export type { LayerValues, Wanted } from './inspect/layer-values.ts';
export {
  type LiveStep,
  type LiveStepOptions,
  type LiveSteps,
  liveSteps,
} from './inspect/live-step.ts';
export {
  type LiveShares,
  type LiveTask,
  type LiveTaskOptions,
  type LiveTaskStep,
  liveTask,
} from './inspect/live-task.ts';
export type { LiveVector } from './inspect/live-vector.ts';
export {
  type BoxKind,
  type NetworkPlan,
  networkPlan,
  type PlanBox,
  type PlanParameter,
  type PlanSettings,
  type PlanSource,
  type PlanTask,
} from './inspect/network-plan.ts';
export {
  functionProbe,
  type Probe,
  type ProbeFunction,
  regexProbe,
  type Span,
  spanProbe,
} from './inspect/probes/probe.ts';
export { probes, probesNamed } from './inspect/probes/table.ts';
export { gradientReachSvg } from './inspect/reach-svg.ts';
export { gradientReachText, type ReachTextOptions } from './inspect/reach-text.ts';
export {
  type InputSaliency,
  type Replacement,
  recordSaliency,
  type Saliency,
  type SaliencyOptions,
  taskSaliency,
} from './inspect/saliency.ts';
export { type SaliencySvgOptions, saliencySvg } from './inspect/saliency-svg.ts';
export { type SaliencyTextOptions, saliencyText } from './inspect/saliency-text.ts';
export { recordsGradientReach, taskGradientReach } from './inspect/task-reach.ts';
export { type TellingUnit, tellingUnits } from './inspect/telling-units.ts';
export { textSaliency } from './inspect/text-saliency.ts';
export {
  type TraceFileOptions,
  type TracePart,
  type TraceRecord,
  writeTrace,
} from './inspect/trace-file.ts';
export { type TaskWalk, traceRecord, traceTask } from './inspect/trace-task.ts';
export { type TraceChunk, type TraceOptions, traceText } from './inspect/trace-text.ts';
export {
  type Scale,
  scaleOf,
  type UnitChunk,
  type UnitPlace,
  unitNames,
  unitSeries,
} from './inspect/unit-series.ts';
export {
  type TellingTaskUnit,
  taskUnitSeries,
  tellingTaskUnits,
  walkOf,
} from './inspect/unit-task.ts';
export type { Clipping, ClippingOptions } from './inspect/weight-gradients.ts';
export type { CellSetting, LanguageModelConfig } from './models/config.ts';
export type { LanguageModel } from './models/language-model.ts';
export type { Cell, CellParameters, CellSizes, CellState, CellStep } from './nn/cells/cell.ts';
export {
  type CellDefinition,
  type CellParameterDefinition,
  defineCell,
} from './nn/cells/define-cell.ts';
export type { Init } from './nn/init.ts';
export type { Clamp } from './nn/recurrent/clamp.ts';
export type { LayerState } from './nn/recurrent/stack.ts';
export {
  type EvaluationSource as TaskEvaluationSource,
  loadTask,
  type TrainedTask,
} from './tasks/load.ts';
export type { EvaluateOptions as TaskEvaluateOptions, Prediction, Report } from './tasks/task.ts';
export { generateSample } from './train/built-in.ts';
export type {
  CheckpointEvent,
  DoneEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TaskEvent,
  TaskStartEvent,
  TaskValidationEvent,
  TrainEvent,
  ValidationEvent,
} from './train/events.ts';
export { networkStep } from './train/network-step.ts';
export {
  type BatchPart,
  OptimizerStep,
  type OptimizerStepOptions,
  type OptimizerStepState,
  type StepOutcome,
  type StepSettings,
  stepDefaults,
} from './train/optimizer-step.ts';
export type { ComputeOptions, DataSource, ResumeOptions, TrainOptions } from './train/options.ts';
export type { TrainingRun } from './train/run.ts';
export type {
  DataSettings,
  Level,
  OptimizerName,
  ScheduleName,
  TrainSettings,
  Unit,
} from './train/settings.ts';
export type {
  ExampleSource,
  TaskCourseOptions,
  TaskOptions,
} from './train/task-options.ts';
export { resume, train } from './train/train.ts';
export { resumeTask, type TaskTrainingRun } from './train/train-task.ts';
export type { ErrorCode } from './util/errors.ts';
export { UnrollError } from './util/errors.ts';

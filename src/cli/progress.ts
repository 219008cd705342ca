/**
 * Training as people see it: a line that is rewritten in place on a terminal and plain lines
 * otherwise, both on standard error; samples on standard output.
 */
import type {
  DoneEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TaskEvent,
  TaskStartEvent,
  TaskValidationEvent,
  TrainEvent,
  ValidationEvent,
} from '../index.ts';
import { bytes, count, duration, figures, plain, short } from './format.ts';
import { type Io, writeLine } from './io.ts';

/** Seconds between plain lines, growing to this with the time that has passed. */
const SLOWEST_LINE = 30;

export type AnyStart = StartEvent | TaskStartEvent;
export type AnyValidation = ValidationEvent | TaskValidationEvent;

export interface Progress {
  show(event: TrainEvent | TaskEvent): void;
  /** Leaves the terminal's line, so that other text can follow. */
  clear(): void;
}

export function createProgress(io: Io): Progress {
  const now = io.now ?? (() => 0);
  let start: AnyStart | undefined;
  let validation: AnyValidation | undefined;
  let open = false;
  let lastShown = Number.NEGATIVE_INFINITY;
  let pending: StepEvent | undefined;
  let last: StepEvent | undefined;

  const clear = () => {
    if (open) io.stderr.write('\r\x1b[2K');
    open = false;
  };
  const line = (text: string) => {
    clear();
    writeLine(io.stderr, text);
  };
  const showStep = (event: StepEvent) => {
    if (!io.isTTY) return line(stepLine(event, start));
    const text = stepLine(event, start, validation);
    const columns = io.columns?.() ?? 0; // 0: a terminal that does not know its width
    io.stderr.write(`\r\x1b[2K${columns === 0 ? text : text.slice(0, columns - 1)}`);
    open = true;
  };
  const due = (event: StepEvent) => {
    if (event.step === 1 || event.step === start?.total_steps) return true;
    const seconds = (now() - lastShown) / 1000;
    return seconds >= (io.isTTY ? 0.1 : Math.min(SLOWEST_LINE, 2 + event.elapsed_s / 10));
  };

  return {
    clear,
    show(event) {
      switch (event.event) {
        case 'start':
          start = event;
          for (const text of startLines(event)) line(text);
          break;
        case 'step':
          pending = event;
          last = event;
          if (due(event)) {
            showStep(event);
            pending = undefined;
            lastShown = now();
          }
          break;
        case 'validation':
          validation = event;
          if (io.isTTY) break;
          if (pending !== undefined) showStep(pending);
          pending = undefined;
          line(validationLine(event));
          break;
        case 'sample':
          clear();
          writeLine(io.stderr, sampleHeading(event, last, validation));
          writeLine(io.stdout, sampleText(event));
          writeLine(io.stderr, '-'.repeat(24));
          break;
        case 'checkpoint':
          break;
        case 'done':
          clear();
          break;
        default:
          event satisfies never;
      }
    },
  };
}

function steps(step: number): string {
  return `${count(step)} ${step === 1 ? 'step' : 'steps'}`;
}

/** On a terminal it is also what stays of the progress line. */
function sampleHeading(
  { step }: SampleEvent,
  last: StepEvent | undefined,
  validation: AnyValidation | undefined,
): string {
  const loss = last === undefined ? [] : [`loss ${figures(last.loss)}`];
  const val = validation === undefined ? [] : [`val ${figures(validation.val_loss)}`];
  return `--- sample after ${[steps(step), ...loss, ...val].join(', ')} ---`;
}

function sampleText({ text }: SampleEvent): string {
  return text.replace(/\n+$/, '');
}

function startLines(event: AnyStart): string[] {
  const lines = event.task === 'lm' ? textLines(event) : taskLines(event);
  const from = event.step > 0 ? ` (from step ${count(event.step)})` : '';
  return [
    ...lines,
    `computing ${event.backend}: ${event.backend_description}`,
    ...(event.run === null ? [] : [`run       ${event.run}${from}`]),
    ...event.notes.map((note) => `note      ${note}`),
  ];
}

function taskLines(event: TaskStartEvent): string[] {
  const { settings, model } = event;
  const size = bytes(event.parameters * 4);
  const { cell, layers, hidden } = model as Readonly<Record<string, unknown>>;
  const network = cell === undefined ? '' : `${cell} ${layers}×${hidden}, `;
  return [
    `data      ${count(event.train_examples)} examples to train on, ${count(event.val_examples)} to validate on; ` +
      `${(100 * event.padding).toFixed(1)} % of the steps are padding`,
    `model     ${event.task}: ${network}${count(event.parameters)} parameters (${size})`,
    `training  ${settings.optimizer}, learning rate ${plain(settings.lr)}, batch ${settings.batch}`,
  ];
}

function textLines(event: StartEvent): string[] {
  const { model, settings, data } = event;
  const input = model.embed === 'onehot' ? 'one-hot input' : `embeddings of ${model.embed}`;
  const size = bytes(event.parameters * 4);
  const window = settings.bptt === 0 ? 'whole sequences' : `${count(settings.bptt)} steps of BPTT`;
  return [
    `text      ${count(event.train_tokens)} symbols to train on, ${count(event.val_tokens)} to validate on; ` +
      `${count(event.vocabulary)} different ones (level ${data.level})`,
    `model     ${model.cell} ${model.layers}×${model.hidden}, ${input}, ${count(event.parameters)} parameters (${size})`,
    `training  ${settings.optimizer}, learning rate ${plain(settings.lr)}, batch ${settings.batch}, ${window}`,
  ];
}

function stepLine(
  event: StepEvent,
  start: AnyStart | undefined,
  validation?: AnyValidation,
): string {
  const total = start?.total_steps ?? null;
  const parts = [
    total === null ? `step ${count(event.step)}` : `step ${count(event.step)}/${count(total)}`,
    `loss ${figures(event.loss)}`,
    ...(validation === undefined ? [] : [figuresOf(validation)]),
    `grad ${figures(event.grad_norm)}`,
    `${short(event.tokens_per_s)} tok/s`,
    ...(event.left_s === null ? [] : [`${duration(event.left_s)} left`]),
  ];
  return parts.join('  ');
}

function figuresOf(event: AnyValidation): string {
  if ('metrics' in event) {
    const metrics = Object.entries(event.metrics).map(([name, x]) => `${name} ${figures(x)}`);
    return [`val ${figures(event.val_loss)}`, ...metrics].join('  ');
  }
  return `val ${figures(event.val_loss)}  ppl ${figures(event.val_perplexity)}  ${figures(event.val_bits_per_char)} bits/char`;
}

function validationLine(event: AnyValidation): string {
  return `validation after ${steps(event.step)}: ${figuresOf(event)}${event.best ? '  (best so far)' : ''}`;
}

/** The closing summary: what came out and what to try next. */
export function closing(
  done: DoneEvent,
  start: AnyStart | undefined,
  validation: AnyValidation | undefined,
): string[] {
  const reasons: { readonly [R in DoneEvent['reason']]: string } = {
    steps: 'all steps done',
    epochs: 'all epochs done',
    minutes: 'the time is up',
    patience: 'validation no longer improves',
    aborted: 'stopped',
  };
  const best = bestLine(done, validation, start?.task === 'lm' ? ' nats per symbol' : '');
  const train = done.train_loss === null ? [] : [`training loss ${figures(done.train_loss)}`];
  const speed = `${short(done.tokens_per_s)} symbols/s`;
  if (done.steps === start?.step && done.reason !== 'aborted') {
    return [
      `nothing to do: the run has its ${steps(done.steps)}; a higher --steps goes on`,
      ...best,
    ];
  }
  return [
    `${reasons[done.reason]} after ${steps(done.steps)} in ${duration(done.elapsed_s)}, ${speed}`,
    ...[...train, ...best],
    ...(start === undefined || done.run === null ? [] : [`saved in ${done.run}`]),
  ];
}

/** The best validation; none where nothing was validated. */
function bestLine(
  { best_val_loss: loss, best_step: step }: DoneEvent,
  validation: AnyValidation | undefined,
  unit: string,
): string[] {
  if (loss === null) return [];
  const at = step === null ? '' : ` (step ${count(step)})`;
  if (validation === undefined || validation.step !== step) {
    return [`best validation loss ${figures(loss)}${unit}${at}`];
  }
  if ('metrics' in validation) return [`best validation${at}: ${figuresOf(validation)}`];
  const { val_perplexity, val_bits_per_char } = validation;
  return [
    `best validation loss ${figures(loss)} nats per symbol${at}, perplexity ${figures(val_perplexity)}, ${figures(val_bits_per_char)} bits per character`,
  ];
}

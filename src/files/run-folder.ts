/**
 * The run folder. A run is made complete beside its place and then renamed into it, so a folder that
 * has the name of a run always holds `run.json` and `vocab.json`; failing leaves nothing.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UnrollError } from '../util/errors.ts';
import { makeFolder, syncFolder } from './atomic-write.ts';
import { fileError, systemCode, withFile } from './file-errors.ts';
import { readJson, writeJson } from './json-file.ts';
import {
  checkRunSettings,
  type LanguageRunSettings,
  type NewRunSettings,
  type RunSettings,
  runFormat,
} from './run-file.ts';

/** A run on disk. */
export interface Run<Settings extends RunSettings = RunSettings> {
  /** The folder, as the user named it. */
  readonly path: string;
  readonly settings: Settings;
}

/** The files of a run, by what they are. */
export const runFileNames = {
  settings: 'run.json',
  vocabulary: 'vocab.json',
  model: 'model.safetensors',
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  samples: 'samples.jsonl',
  tokens: 'tokens.bin',
  examples: 'examples.jsonl',
  validation: 'examples-validation.jsonl',
} as const;

/** `runFile(run, 'model')`: the path of one of a run's files. */
export function runFile(run: Pick<Run, 'path'>, file: keyof typeof runFileNames): string {
  return join(run.path, runFileNames[file]);
}

/** A run that is being made: write further files (the token file) into `path`, then commit. */
export interface RunDraft {
  /** A temporary folder beside the run's. */
  readonly path: string;
  /** Writes run.json and vocab.json and gives the folder its name. Throws `file`. */
  commit(settings: NewRunSettings, vocabulary: unknown): Run;
  /** Removes everything that was made; does nothing after `commit`. */
  discard(): void;
}

/** Throws `file` if `path` exists and is anything but an empty folder. */
export function draftRun(path: string): RunDraft {
  checkFree(path);
  const parent = dirname(resolve(path));
  const made = makeFolder(parent);
  const temporary = withFile('make a folder in', parent, () => newSibling(resolve(path)));
  let open = true;
  const discard = () => {
    if (!open) return;
    open = false;
    rmSync(temporary, { recursive: true, force: true });
    if (made !== undefined) removeEmpty(parent, made);
  };
  return {
    path: temporary,
    commit(settings, vocabulary) {
      try {
        const whole = checkRunSettings({ format: runFormat, ...settings }, join(path, 'run.json'));
        writeJson(runFile({ path: temporary }, 'settings'), whole);
        writeJson(runFile({ path: temporary }, 'vocabulary'), vocabulary);
        checkFree(path);
        moveInto(temporary, path);
        open = false;
        syncFolder(parent);
        return { path, settings: whole };
      } catch (error) {
        discard();
        throw fileError(error, 'make the run', path);
      }
    },
    discard,
  };
}

/** Makes a run with its settings and vocabulary. Throws `file` if the folder is not free. */
export function createRun(path: string, settings: NewRunSettings, vocabulary: unknown): Run {
  return draftRun(path).commit(settings, vocabulary);
}

/**
 * Opens a run by its folder, or by one of the files in it (`runs/a/model.safetensors`). Throws `file`
 * if there is nothing, `format` if what is there is not a run that this version reads.
 */
export function openRun(path: string): Run {
  const folder = runFolderOf(path);
  const settingsPath = runFile({ path: folder }, 'settings');
  if (!existsSync(settingsPath)) throw notARun(folder);
  return { path: folder, settings: checkRunSettings(readJson(settingsPath), settingsPath) };
}

/** What a path holds: `lm` also for a model file by itself. Throws as `openRun`. */
export function taskOfRun(path: string): RunSettings['task'] {
  if (kindOf(path) === 'file' && !existsSync(join(dirname(path), runFileNames.settings)))
    return 'lm';
  return openRun(path).settings.task;
}

/** As `openRun`, for language models. Throws `unsupported` for a run of another task. */
export function openLanguageRun(path: string): Run<LanguageRunSettings> {
  const { path: folder, settings } = openRun(path);
  if (settings.task === 'lm') return { path: folder, settings };
  throw new UnrollError(
    'unsupported',
    `"${path}" is a run of task ${settings.task}, and this needs a language model; use predict, eval or info on it`,
  );
}

/** The parsed `vocab.json`, for the vocabulary to check. */
export function readVocabulary(run: Run): unknown {
  return readJson(runFile(run, 'vocabulary'));
}

/** Writes `run.json` anew, for example with a higher number of steps on resume. */
export function updateRun<Settings extends RunSettings>(
  run: Run<Settings>,
  settings: Settings,
): Run<Settings> {
  const path = runFile(run, 'settings');
  writeJson(path, checkRunSettings(settings, path));
  return { path: run.path, settings };
}

/** Throws `file` unless nothing, or an empty folder, is at `path`. */
export function checkFree(path: string): void {
  const kind = kindOf(path);
  if (kind === 'absent') return;
  if (kind === 'file') {
    throw new UnrollError('file', `"${path}" is a file; give a folder that does not exist yet`);
  }
  const names = withFile('read the folder', path, () => readdirSync(path));
  if (names.length === 0) return;
  const remedy = names.includes(runFileNames.settings)
    ? `go on with it by "unroll resume ${path}", choose another --out, or remove it`
    : 'choose another --out, or empty it';
  const what = names.includes(runFileNames.settings) ? 'holds a run already' : 'is not empty';
  throw new UnrollError('file', `the folder "${path}" ${what}; ${remedy}`);
}

function runFolderOf(path: string): string {
  const kind = kindOf(path);
  if (kind === 'folder') return path;
  if (kind === 'absent') {
    throw new UnrollError(
      'file',
      `there is no run at "${path}"; give the folder that "unroll train" named with --out`,
    );
  }
  const known: readonly string[] = Object.values(runFileNames);
  if (known.includes(basename(path)) && existsSync(join(dirname(path), 'run.json'))) {
    return dirname(path);
  }
  throw new UnrollError(
    'format',
    `"${path}" is a file, not a run; expected a folder with run.json, as "unroll train" makes it`,
  );
}

function notARun(folder: string): UnrollError {
  const names = withFile('read the folder', folder, () => readdirSync(folder)).sort();
  const inside = names.filter((name) => existsSync(join(folder, name, runFileNames.settings)));
  const hint =
    inside.length === 0
      ? ', as "unroll train" makes it'
      : `; it contains runs, name one: ${inside
          .slice(0, 5)
          .map((name) => join(folder, name))
          .join(', ')}`;
  return new UnrollError('format', `"${folder}" is not a run: expected run.json in it${hint}`);
}

function kindOf(path: string): 'absent' | 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return 'absent';
    throw fileError(error, 'look at', path);
  }
}

/** `.NAME.new-1` beside `path`, or the next number; with the usual permissions, unlike mkdtemp. */
function newSibling(path: string): string {
  for (let n = 1; ; n++) {
    const folder = join(dirname(path), `.${basename(path)}.new-${n}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

function moveInto(temporary: string, path: string): void {
  // An empty folder gives way; a run that appeared meanwhile does not (rmdir refuses).
  if (existsSync(path)) rmdirSync(path);
  renameSync(temporary, path);
}

/** Removes the folders from `leaf` up to `top` as long as they are empty. */
function removeEmpty(leaf: string, top: string): void {
  for (let folder = leaf; folder.startsWith(top); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return; // Something else lives in it now.
    }
  }
}

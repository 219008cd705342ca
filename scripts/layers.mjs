// Fails on an import that goes up or sideways between folders of src, or round in a circle.
// A folder may import itself and what its line names.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './compile.mjs';

const below = {
  util: [],
  backend: ['util'],
  tensor: ['backend', 'util'],
  nn: ['tensor', 'backend', 'util'],
  data: ['util'],
  optim: ['tensor', 'backend', 'util'],
  metrics: ['util'],
  baselines: ['data', 'metrics', 'util'],
  models: ['nn', 'data', 'optim', 'tensor', 'backend', 'util'],
  files: ['models', 'nn', 'data', 'optim', 'tensor', 'backend', 'util'],
};
below.generate = ['files', 'metrics', ...below.files];
below.tasks = ['generate', 'baselines', ...below.generate];
below.train = ['tasks', ...below.tasks];
below.compare = ['train', ...below.train];
below.inspect = ['tasks', ...below.tasks];
below.library = ['inspect', 'compare', ...below.compare];
below.protocol = ['util'];
below.studio = ['protocol', 'util'];
below.server = ['protocol', 'library', ...below.library];
below.cli = ['server', ...below.server];

const src = join(root, 'src');
const files = readdirSync(src, { recursive: true })
  .map((name) => join(src, name))
  .filter((path) => /\.tsx?$/.test(path));

/** The folder that decides what a file may import; src/index.ts is the library. */
function layerOf(path) {
  const parts = relative(src, path).split('/');
  return parts.length === 1 ? 'library' : parts[0];
}

const problems = [];
const graph = new Map();
for (const path of files) {
  const imports = [
    ...readFileSync(path, 'utf8').matchAll(
      /(import|export)\s+(type\s)?[^'"]*?from\s+'(\.[^']+)'|(import)\(\s*'(\.[^']+)'/g,
    ),
  ];
  const targets = imports.map((m) => ({
    type: Boolean(m[2]),
    path: resolve(dirname(path), m[3] ?? m[5]),
  }));
  graph.set(
    path,
    targets.filter(({ type }) => !type).map((target) => target.path),
  );
  const from = layerOf(path);
  if (below[from] === undefined)
    problems.push(`${relative(root, path)}: no layer is called ${from}`);
  for (const target of targets) {
    const to = layerOf(target.path);
    if (to !== from && !below[from]?.includes(to)) {
      problems.push(
        `${relative(root, path)} (${from}) must not import ${relative(root, target.path)} (${to})`,
      );
    }
  }
}

/** Circles among files, by depth-first search; imports of types alone do not count. */
const state = new Map();
function visit(path, trail) {
  if (state.get(path) === 'done') return;
  if (state.get(path) === 'open') {
    const circle = [...trail.slice(trail.indexOf(path)), path].map((p) => relative(root, p));
    problems.push(`circle: ${circle.join(' -> ')}`);
    return;
  }
  state.set(path, 'open');
  for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
  state.set(path, 'done');
}
for (const path of files) visit(path, []);

for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0
    ? `layers: ${files.length} files, imports go down only`
    : `layers: ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

/** What the package says it holds is there, and its entries can be used under its name. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const manifest = JSON.parse(readFileSync(root('package.json'), 'utf8'));
const entries = Object.entries(manifest.exports).filter(([, to]) => typeof to === 'object') as [
  string,
  Record<string, string>,
][];

const sourceOf = (target: string, suffix: string) =>
  target.replace('./dist/', 'src/').replace(new RegExp(`${suffix.replaceAll('.', '\\.')}$`), '.ts');

test.each(entries)('entry %s has its types first, and a source', (_, targets) => {
  expect(Object.keys(targets)[0]).toBe('types');
  expect(existsSync(root(sourceOf(targets.types, '.d.ts')))).toBe(true);
  expect(sourceOf(targets.default, '.js')).toBe(sourceOf(targets.types, '.d.ts'));
});

test('the command has a source, and everything that is packed from the clone is there', () => {
  expect(existsSync(root(sourceOf(`./${manifest.bin.unroll}`, '.js')))).toBe(true);
  const made = ['dist'];
  const missing = manifest.files.filter((file: string) => !made.includes(file));
  expect(missing.filter((file: string) => !existsSync(root(file)))).toEqual([]);
});

test('no script runs before or after another because of its name', () => {
  const names = Object.keys(manifest.scripts);
  const hooks = names.flatMap((name) => [`pre${name}`, `post${name}`]);
  expect(names.filter((name) => hooks.includes(name))).toEqual([]);
});

test('a user checks the gradients of an own function', async () => {
  const { checkGradients, multiply, tanh } = await import('unroll-rnn/tensor');
  const { maxRelativeError, checked } = checkGradients(
    (tape, [x, y]) => tanh(tape, multiply(tape, x, y)),
    [
      { shape: [2], values: [0.3, -0.7] },
      { shape: [2], values: [1.1, 0.4] },
    ],
  );
  expect(checked).toBe(4);
  expect(maxRelativeError).toBeLessThan(1e-6);
});

test('a user runs a stack in both directions', async () => {
  const { createReferenceBackend, Parameters, Tape } = await import('unroll-rnn/tensor');
  const { initialize, Stack } = await import('unroll-rnn/nn');
  const backend = createReferenceBackend();
  const config = { cell: 'gru', input: 3, hidden: 4, layers: 2, bidirectional: true } as const;
  const specs = Stack.specs(config, 'rnn.');
  const parameters = new Parameters(backend, specs);
  initialize(parameters, specs, { seed: 1 });
  const tape = new Tape(backend);
  const x = tape.constant(new Float64Array(5 * 2 * 3).fill(0.5), [5, 2, 3]);
  const { output } = new Stack(config, parameters, 'rnn.').forward(tape, x, { T: 5, B: 2 });
  expect(output.shape).toEqual([5, 2, 8]);
  expect(parameters.names()).toContain('rnn.weight_hh_l1_reverse');
});

test('no lock names the machine that packages came from', () => {
  const lock = readFileSync(root('package-lock.json'), 'utf8');
  const hosts = [...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
  expect(hosts.filter((host) => host !== 'registry.npmjs.org')).toEqual([]);
});

test('a user trains a network of whole sequences', async () => {
  const { createReferenceBackend } = await import('unroll-rnn/tensor');
  const { Tagger, taggerDefaults } = await import('unroll-rnn/models');
  const { networkStep, OptimizerStep, stepDefaults } = await import('unroll-rnn');
  const config = { ...taggerDefaults, hidden: 4, embed: 3, labels: 2 };
  const tagger = new Tagger(createReferenceBackend(), config, 5, { seed: 1 });
  const step = new OptimizerStep(tagger.parameters, { ...stepDefaults, lr: 0.05 });
  const batch = { inputs: [1, 2, 3, 4], targets: [0, 1, 0, 1], T: 2, B: 2 };
  const losses = Array.from({ length: 30 }, () => networkStep(step, tagger, batch).loss);
  expect(losses[29]).toBeLessThan(losses[0] / 2);
});

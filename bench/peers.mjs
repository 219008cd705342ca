// The peers: programs of other people, run by scripts that stand beside workloads.json in its original place
// (UNROLL_PEERS), each on the same workloads, data and timing rule. A peer's best variant counts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onnxModels, peerScripts, peerScriptsFound, peersNode, python } from './paths.mjs';
import { runProgram } from './processes.mjs';

const oneThread = ['--threads', '1'];
const fused = [['--fused'], []];
const cells = [['--cell'], ['--cell', ...oneThread]];
const wasm = ['--backend', 'wasm'];
const onehot = [[...wasm, '--onehot', '--max-s', '20']];
const plain = [[]];
const threads = [[], oneThread];

/**
 * `variants`: per workload the arguments to try; the fastest counts. `against`: the backend of ours that it is set
 * beside, unless one is asked for. `first`: workloads whose start is timed too. `seconds`: of a run, where it is slow.
 * `takesChunks`: the script has a flag for their number; others do seven, or fewer where they are slow.
 */
export const peers = {
  torch: {
    script: 'run_torch.py',
    takesChunks: true,
    against: 'native',
    first: ['G1', 'G2'],
    missing: () => pythonLacks('torch'),
    variants: {
      W1: fused,
      W2: fused,
      W3: fused,
      W4: [['--fused', ...oneThread], ['--fused']],
      W5: fused,
      W6: fused,
      W7: fused,
      W8: fused,
      G1: cells,
      G2: cells,
      G3: [[], ['--cell']],
      S1: threads,
    },
  },
  numpy: {
    script: 'run_numpy.py',
    takesChunks: true,
    against: 'native',
    missing: () => pythonLacks('numpy'),
    variants: { W4: [['--lean', ...oneThread], ['--lean']] },
  },
  onnxruntime: {
    script: 'run_ort.mjs',
    against: 'native',
    first: ['G1', 'G2'],
    missing: onnxruntimeLacks,
    variants: { G1: threads, G2: threads, G3: threads, S1: threads },
  },
  'jax-js': {
    script: 'run_jax.mjs',
    seconds: 20,
    against: 'wasm',
    first: ['G1', 'G2'],
    missing: () => nodeLacks('jax', '@jax-js/jax'),
    variants: {
      W1: plain,
      W2: [['--seq', '10', '--max-s', '30']],
      G1: plain,
      G2: plain,
      G3: plain,
    },
  },
  tfjs: {
    script: 'run_tfjs.mjs',
    takesChunks: true,
    seconds: 50,
    against: 'wasm',
    first: ['G1', 'G2'],
    missing: () => nodeLacks('tfjs', '@tensorflow/tfjs'),
    variants: {
      W1: onehot,
      W2: [[...wasm, '--onehot', '--seq', '10', '--max-s', '30']],
      W3: onehot,
      W4: [[...wasm, '--max-s', '15']],
      W5: onehot,
      W6: onehot,
      W7: onehot,
      W8: onehot,
      G1: [wasm],
      G2: [wasm],
      G3: [wasm],
      S1: [[...wasm, '--max-s', '15']],
    },
  },
  'brain.js': {
    script: 'run_brain.mjs',
    against: 'wasm',
    missing: () => nodeLacks('brain', 'brain.js'),
    variants: { 'BRAIN-train': [['--mode', 'train']], 'BRAIN-sample': [['--mode', 'sample']] },
  },
};

/** Program, arguments and options of one run of a peer. */
export function peerCommand({ script, takesChunks }, workload, variant, { chunks } = {}) {
  const number = takesChunks && chunks ? ['--chunks', String(chunks)] : [];
  const named = workload.startsWith('BRAIN-') ? [] : ['--workload', workload];
  return [
    script.endsWith('.py') ? python : process.execPath,
    [join(peerScripts, script), ...named, ...variant, ...number, '--json'],
    { cwd: peerScripts, env: { PEERS_NODE: peersNode, ONNX_DIR: onnxModels } },
  ];
}

/** A sentence on what is missing and what to do; undefined for a peer that can run. */
export async function whyMissing(name) {
  if (!peerScriptsFound) {
    return `${name}: no scripts in ${peerScripts}; set UNROLL_PEERS to the folder with run_torch.py and the others`;
  }
  const reason = await peers[name].missing();
  return reason && `${name}: ${reason}`;
}

const pythonModules = new Map();
async function pythonLacks(module) {
  if (!pythonModules.has(module)) {
    pythonModules.set(module, await runProgram(python, ['-c', `import ${module}`]));
  }
  const { code } = pythonModules.get(module);
  if (code === 0) return undefined;
  return `${python} has no ${module}; install it (pip install ${module}), or set UNROLL_PYTHON to a Python that has it`;
}

function nodeLacks(folder, module) {
  const found = [join(peersNode, folder), peersNode].some((path) =>
    existsSync(join(path, 'node_modules', module)),
  );
  if (found) return undefined;
  return `${module} is not installed; npm install --ignore-scripts in bench/peers, or set UNROLL_PEERS_NODE`;
}

/** Models for onnxruntime are exported by torch, once. */
async function onnxruntimeLacks() {
  const lacking = nodeLacks('ort', 'onnxruntime-node');
  if (lacking || existsSync(join(onnxModels, 'S1.onnx'))) return lacking;
  const script = join(peerScripts, 'export_onnx.py');
  const { code, errors } = await runProgram(python, [script, onnxModels], { cwd: peerScripts });
  if (code === 0) return undefined;
  const last = errors.trim().split('\n').at(-1);
  return `no models in ${onnxModels}, and they could not be exported (${last}); ${python} needs torch and onnx (pip install onnx), or set UNROLL_ONNX to a folder with G1.onnx, G2.onnx, G3.onnx and S1.onnx`;
}

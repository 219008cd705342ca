// What is timed: workloads.json, and what stands beside it for peers that can run none of those.
import { readFileSync } from 'node:fs';

const spec = JSON.parse(readFileSync(new URL('workloads.json', import.meta.url), 'utf8'));
export const { conventions } = spec;
const { W1, G1 } = spec.workloads;

/** brain.js knows one layer and one sequence at a time. */
const alone = { layers: 1, batch: 1 };
const forBrain = {
  'BRAIN-train': { ...W1, ...alone, title: 'char-LM LSTM 1x128, one string of 50 a step' },
  'BRAIN-sample': { ...G1, ...alone, title: 'sampling, LSTM 1x128, B=1' },
};
const all = { ...spec.workloads, ...forBrain };

/** Those of workloads.json. */
export const workloadNames = Object.keys(spec.workloads);
/** The same, and what brain.js can do. */
export const comparable = [...workloadNames, ...Object.keys(forBrain)];

/** Throws a sentence for a name that cannot be run. */
export function workload(name) {
  const found = all[name];
  if (!found) throw new Error(`no workload "${name}": there are ${workloadNames.join(', ')}`);
  return found;
}

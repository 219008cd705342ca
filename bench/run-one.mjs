// One measurement in a process of its own, so that its peak memory and its start are its own: prints one JSON line.
//   node --expose-gc bench/run-one.mjs '{"workload": {…}, "name": "W1", "backend": "auto", "threads": 2, …}'
// With "first": the word "first" as soon as there is a result, and nothing more.
import { openSampling, openScoring } from './generate.mjs';
import { measure } from './measure.mjs';
import { openTopology } from './topologies.mjs';
import { openTraining } from './train.mjs';

const job = JSON.parse(process.argv[2]);
const { workload, rule, model, timing } = job;
const options = { backend: job.backend, threads: job.threads, precision: job.precision };
const run =
  workload.kind === 'train'
    ? await (workload.task === 'lm' ? openTraining : openTopology)(workload, rule, options)
    : workload.kind === 'sample'
      ? await openSampling(workload, model, options)
      : await openScoring(workload, model, rule, options);
await run.advance(1);
const first = performance.now() / 1000; // the clock starts with the process
if (job.first) {
  console.log('first');
} else {
  const figures = await measure(run.advance, timing);
  const { backend } = run;
  const line = {
    workload: job.name,
    ...figures,
    peak_rss_mib: process.resourceUsage().maxRSS / 1024,
    start_to_first_s: first,
    backend: backend.name,
    vector: backend.description.split(',')[0],
    threads: backend.threads,
  };
  console.log(JSON.stringify(line));
}
run.close();

#!/usr/bin/env node
/** The `unroll` command of a shell: hands the process to `run`. */
import { processIo } from './process.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), processIo());

// Where the benchmark finds and keeps things.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** Measurements and what is made for them; not under version control. */
export const results = join(root, 'bench', 'results');
export const models = join(results, 'models');

const { UNROLL_PYTHON, UNROLL_PEERS, UNROLL_PEERS_NODE, UNROLL_ONNX } = process.env;
/** A Python with torch and numpy. */
export const python = UNROLL_PYTHON || 'python3';
/** The scripts that run peers. */
export const peerScripts = resolve(UNROLL_PEERS || join(root, '..', 'shared', 'bench', 'peers'));
/** Where the JavaScript peers are installed. */
export const peersNode = resolve(UNROLL_PEERS_NODE || join(root, 'bench', 'peers'));
/** Models for onnxruntime. */
export const onnxModels = resolve(UNROLL_ONNX || join(results, 'onnx'));

export const peerScriptsFound = existsSync(join(peerScripts, 'common.py'));

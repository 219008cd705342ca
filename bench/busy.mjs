// How much of the machine others use while something is measured (Linux; elsewhere it is not known).
import { existsSync, readFileSync } from 'node:fs';

const TICKS = 100; // a second, in /proc on every Linux that Node runs on
/** Cores that others may use in a measurement that counts. */
const TOLERATED = 0.15;

/** Seconds of processor time of the whole machine, time stolen by its host included. */
function machineSeconds() {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/);
  const [user, nice, system, , , irq, softIrq, steal] = line.slice(1).map(Number);
  return (user + nice + system + irq + softIrq + steal) / TICKS;
}

/** Seconds of this process and of its children that have ended. */
function ownSeconds() {
  const text = readFileSync('/proc/self/stat', 'utf8');
  // After the name, which may hold spaces: state is field 3, the four times are fields 14 to 17.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}

/** Runs `measure` and tells what it gives, its seconds, and whether others disturbed it. */
export async function watched(measure) {
  const known = existsSync('/proc/self/stat');
  const foreign = () => (known ? machineSeconds() - ownSeconds() : 0);
  const before = foreign();
  const began = performance.now();
  const result = await measure();
  const seconds = (performance.now() - began) / 1000;
  const others = Math.max(0, foreign() - before) / seconds;
  return { result, seconds, others, disturbed: others > TOLERATED };
}

/**
 * Small C-like programs without end: comments, functions with parameters, declarations, conditions,
 * loops, calls and strings, with braces, indentation and names that fit: a variable is declared
 * before it is used, a called function is defined above with as many parameters. The same seed gives
 * the same text on every machine.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { type LatentText, marked, readMarks, takeMarked, withoutMarks } from './latent.ts';
import { functionComments, messages, nouns, numbers, remarks, verbs } from './program-words.ts';
import { oneIn, pick, take } from './template.ts';
import type { GeneratorOptions } from './theatre.ts';

/** About `characters` characters of program text; ASCII, whole functions only. */
export function generatePrograms({ seed = 1, characters }: GeneratorOptions): string {
  return [...take(programPieces(seed), characters)].join('');
}

interface Signature {
  readonly name: string;
  readonly parameters: number;
}

/** What the statement at hand may use. */
interface Context {
  readonly rng: Rng;
  readonly functions: readonly Signature[];
  /** Names in scope, innermost last. */
  readonly variables: readonly string[];
  readonly depth: number;
  readonly inLoop: boolean;
}

/** The same with what is known of each character: whether it is in a string, a comment or the condition of an `if`. */
export function programsWithStates({ seed = 1, characters }: GeneratorOptions): LatentText {
  return readMarks([...takeMarked(markedPrograms(seed), characters)].join(''));
}

/** Function after function. */
export function* programPieces(seed = 1): Generator<string> {
  for (const piece of markedPrograms(seed)) yield withoutMarks(piece);
}

function* markedPrograms(seed: number): Generator<string> {
  const rng = new Rng(keyFor(seed, 'data', 2));
  // Calls reach back only so far, so that memory stays constant.
  const functions: Signature[] = [];
  for (;;) {
    const verb = rng.below(verbs.length);
    const noun = pick(rng, nouns);
    // A verb has as many parameters wherever it comes, so a name that returns fits its old calls.
    const parameters = sample(rng, nouns, 1 + (verb % 3));
    const name = `${verbs[verb]}_${noun}`;
    yield functionText(rng, { name, noun, parameters, functions });
    const known = functions.findIndex((other) => other.name === name);
    if (known >= 0) functions.splice(known, 1);
    functions.push({ name, parameters: parameters.length });
    if (functions.length > 12) functions.shift();
  }
}

function functionText(
  rng: Rng,
  parts: { name: string; noun: string; parameters: string[]; functions: readonly Signature[] },
): string {
  const { name, noun, parameters, functions } = parts;
  const comment = pick(rng, functionComments).replace('{noun}', noun);
  const head = `int ${name}(${parameters.map((p) => `int ${p}`).join(', ')})`;
  // The result has a name of its own; every path ends by returning it.
  const context = { rng, functions, variables: [...parameters, 'result'], depth: 1, inLoop: false };
  const body = block(context, 1 + rng.below(3));
  const start = `    int result = ${pick(rng, ['0', '1', ...parameters])};\n`;
  return `/${marked('comment', `* ${comment} *`)}/\n${head}\n{\n${start}${body}    return result;\n}\n\n`;
}

/** Statements, each a whole line or more, indented by the depth; at first perhaps a declaration. */
function block(context: Context, statements: number): string {
  const { rng, variables, depth } = context;
  const indent = '    '.repeat(depth);
  const free = nouns.filter((noun) => !variables.includes(noun));
  let inside = context;
  let text = '';
  if (oneIn(rng, 4) && free.length > 0) {
    const name = pick(rng, free);
    text += `${indent}int ${name} = ${expression(context, 2)};\n`;
    inside = { ...context, variables: [...variables, name] };
  }
  for (let n = 0; n < statements; n++) {
    if (oneIn(rng, 6)) text += `${indent}/${marked('comment', `/ ${pick(rng, remarks)}`)}\n`;
    text += statement(inside);
  }
  return text;
}

function statement(context: Context): string {
  const { rng, depth } = context;
  const indent = '    '.repeat(depth);
  const simple = depth > 3 || oneIn(rng, 2);
  if (simple) return indent + line(context);
  const inner = { ...context, depth: depth + 1 };
  switch (rng.below(4)) {
    case 0:
    case 1: {
      const then = `${indent}if ${condition(context)}) {\n${block(inner, 1 + rng.below(2))}${indent}}`;
      if (!oneIn(rng, 3)) return `${then}\n`;
      return `${then} else {\n${block(inner, 1)}${indent}}\n`;
    }
    case 2: {
      const counter = 'ijk'[depth - 1];
      const loop = { ...inner, inLoop: true, variables: [...context.variables, counter] };
      const limit = value(context);
      return `${indent}for (int ${counter} = 0; ${counter} < ${limit}; ${counter}++) {\n${block(loop, 1 + rng.below(2))}${indent}}\n`;
    }
    default: {
      const loop = { ...inner, inLoop: true };
      const name = pick(
        rng,
        context.variables.filter((v) => v.length > 1),
      );
      return `${indent}while (${name} > ${rng.below(10)}) {\n${block(loop, 1)}${indent}    ${name}--;\n${indent}}\n`;
    }
  }
}

/** A statement on one line. */
function line(context: Context): string {
  const { rng, variables } = context;
  const name = pick(
    rng,
    variables.filter((v) => v.length > 1),
  );
  switch (rng.below(8)) {
    case 0:
      return `printf(${marked('quote', `"${pick(rng, messages)}: %d\\n`)}", ${value(context)});\n`;
    case 1:
      return `puts(${marked('quote', `"${pick(rng, messages)}`)}");\n`;
    case 2:
      return `${name}${pick(rng, ['++', '--'])};\n`;
    case 3:
      return context.inLoop ? `if ${condition(context)}) break;\n` : `${call(context)};\n`;
    case 4:
      return `${name} ${pick(rng, ['+=', '-=', '*='])} ${value(without(context, name))};\n`;
    default:
      return `${name} = ${expression(without(context, name), 2)};\n`;
  }
}

/** From its opening bracket to before the closing one. */
function condition(context: Context): string {
  const { rng } = context;
  const one = () => {
    const left = pick(rng, context.variables);
    const operator = pick(rng, ['<', '>', '==', '!=', '<=', '>=']);
    return `${left} ${operator} ${value(without(context, left))}`;
  };
  if (!oneIn(rng, 4)) return marked('condition', `(${one()}`);
  return marked('condition', `(${one()} ${pick(rng, ['&&', '||'])} ${one()}`);
}

function expression(context: Context, depth: number): string {
  const { rng } = context;
  if (depth === 0 || oneIn(rng, 3)) return value(context);
  if (oneIn(rng, 5)) return call(context);
  const operator = pick(rng, ['+', '-', '*', '/', '%']);
  const left = expression(context, depth - 1);
  const right = oneIn(rng, 4) ? `(${value(context)} + ${value(context)})` : value(context);
  return `${left} ${operator} ${right}`;
}

/** A call of a function that stands above, or a value where there is none yet. */
function call(context: Context): string {
  const { rng, functions } = context;
  if (functions.length === 0) return `abs(${value(context)})`;
  const { name, parameters } = pick(rng, functions);
  const values = Array.from({ length: parameters }, () => value(context));
  return `${name}(${values.join(', ')})`;
}

function value({ rng, variables }: Context): string {
  if (oneIn(rng, 4) || variables.length === 0) return String(pick(rng, numbers));
  return pick(rng, variables);
}

function without(context: Context, name: string): Context {
  return { ...context, variables: context.variables.filter((other) => other !== name) };
}

/** `count` different members, in the order of drawing. */
function sample<T>(rng: Rng, list: readonly T[], count: number): T[] {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(rng.below(left.length), 1)[0]);
}

/** docs/command-line.md lists every command, flag and default as the program defines them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import type { Io } from '../../src/cli/io.ts';
import { buildCommand } from '../../src/cli/run.ts';
import * as events from './events.ts';

const page = fileURLToPath(new URL('../../docs/command-line.md', import.meta.url));
const begin = /<!-- commands:[^\n]*-->\n/;
const end = '<!-- end of commands -->';

const silent: Io = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  stdin: (async function* () {})(),
  env: {},
  isTTY: false,
};

test('the page holds every command with its flags, defaults and examples', async () => {
  const sections: string[] = [];
  for (const name of Object.keys(commands)) {
    sections.push(section(name, await buildCommand(name, silent, () => {})));
  }
  const made = `\n${sections.join('\n')}\n`;
  const text = readFileSync(page, 'utf8');
  const opening = begin.exec(text);
  if (opening === null) throw new Error(`${page} has lost its marks`);
  const from = opening.index + opening[0].length;
  const to = text.indexOf(end);
  if (process.env.UNROLL_UPDATE_DOCS) {
    writeFileSync(page, text.slice(0, from) + made + text.slice(to));
    return;
  }
  expect(text.slice(from, to)).toBe(made);
});

test('the page names every field of every training event', () => {
  const text = readFileSync(page, 'utf8');
  const all = [
    events.start,
    events.step(1),
    events.validation(1),
    events.sample(1, ''),
    events.done(),
  ];
  for (const event of all) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${event.event}\``)) ?? '';
    for (const field of Object.keys(event)) {
      if (field !== 'event') expect(row).toContain(`\`${field}\``);
    }
  }
});

function section(name: string, command: Command): string {
  const groups = new Map<string, Option[]>();
  for (const option of command.options) {
    const group = option.helpGroupHeading ?? 'Options:';
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  const operands = command.registeredArguments.map((argument) => {
    const shown = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`;
    return { shown: argument.required ? shown : `[${shown}]`, text: argument.description };
  });
  return [
    `### unroll ${name}`,
    '',
    command.description(),
    '',
    '```',
    ['unroll', name, ...operands.map(({ shown }) => shown), '[options]'].join(' '),
    '```',
    '',
    ...operands.map(({ shown, text }) => `- \`${shown}\`: ${text}`),
    '',
    ...[...groups].flatMap(([heading, options]) => [
      `| ${heading.replace(/:$/, '')} | |`,
      '| --- | --- |',
      ...options.map((option) => `| \`${option.flags}\` | ${described(option)} |`),
      '',
    ]),
    ...afterText(command),
  ].join('\n');
}

function described({ description, defaultValue }: Option): string {
  const standard =
    defaultValue === undefined || defaultValue === true ? '' : ` (default: ${defaultValue})`;
  return `${description}${standard}`.replaceAll('<', '&lt;').replaceAll('|', '\\|');
}

/** What the help says after the last group of options: sentences stay sentences, examples become code. */
function afterText(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const after = help.slice(help.indexOf('show this help') + 'show this help'.length).trim();
  const headings = command.options.map(({ helpGroupHeading }) => helpGroupHeading);
  return after.split('\n\n').flatMap((paragraph) => {
    const [first, ...lines] = paragraph.split('\n');
    if (headings.includes(first)) return []; // a table above has it
    if (!/^Examples?:$/.test(first)) return [paragraph.replaceAll('<', '&lt;'), ''];
    return ['```sh', ...lines.map((line) => line.replace(/^ {2}/, '')), '```', ''];
  });
}

/** What `unroll cells` is told in words: probes of one's own, and units to be held. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cell, Clamp, Probe, Span } from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';

export interface ProbeFlags {
  probes?: string;
  probe?: string[];
  span?: string[];
  probeFile?: string;
}

/** Undefined: all that are built in. */
export async function probesOf(flags: ProbeFlags): Promise<Probe[] | undefined> {
  const { probesNamed, regexProbe, spanProbe } = await import('../../index.ts');
  const { probes, probe = [], span = [], probeFile } = flags;
  const own = [
    ...probe.map((text) => {
      const { name, rest } = namedValue('--probe', text, 'NAME=/REGEX/');
      return regexProbe(name, regexOf(rest));
    }),
    ...span.map((text) => {
      const { name, rest } = namedValue('--span', text, 'NAME=FROM-TO,FROM-TO');
      return spanProbe(name, rest.split(',').map(spanOf));
    }),
    ...(probeFile === undefined ? [] : await probesFrom(probeFile)),
  ];
  if (probes === undefined) return own.length > 0 ? own : undefined;
  const names = probes.split(',').map((name) => name.trim());
  return [...probesNamed(names), ...own];
}

function namedValue(flag: string, text: string, form: string): { name: string; rest: string } {
  const [, name, rest] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new UnrollError('usage', `expected ${flag} as ${form} but received "${text}"`);
  }
  return { name, rest };
}

function regexOf(text: string): RegExp {
  const [, source = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^Invalid regular expression: /, '');
    throw new UnrollError('usage', `--probe: this is no regular expression: ${reason}`, { cause });
  }
}

function spanOf(text: string): Span {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text.trim()) ?? [];
  if (to !== undefined) return [Number(from), Number(to)];
  throw new UnrollError('usage', `expected places of --span as FROM-TO but received "${text}"`);
}

/** Every function that the module exports; the default one, where it is a function, under the name `own`. */
async function probesFrom(file: string): Promise<Probe[]> {
  const { functionProbe } = await import('../../index.ts');
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw new UnrollError('file', `cannot read probes from "${file}": ${reason}`, { cause });
  }
  const found = Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function'
      ? [
          functionProbe(
            name === 'default' ? 'own' : name,
            value as Parameters<typeof functionProbe>[1],
          ),
        ]
      : [],
  );
  if (found.length > 0) return found;
  throw new UnrollError(
    'usage',
    `"${file}" exports no function: export const NAME = (text) => an array with a value for each place`,
  );
}

/** `0.95=2`, `0.95.f=0`, `1.all.h=0` */
export function clampOf(text: string, { states }: Pick<Cell, 'states'>): Clamp {
  const form = /^(\d+)\.(\d+|all)(?:\.(\w+))?=([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;
  const [, layer, unit, name, value] = form.exec(text.trim()) ?? [];
  if (value === undefined) {
    throw new UnrollError(
      'usage',
      `expected --clamp as LAYER.UNIT=VALUE, such as 0.95=2 or 0.95.f=0, but received "${text}"`,
    );
  }
  return {
    layer: Number(layer),
    unit: unit === 'all' ? 'all' : Number(unit),
    name: name ?? (states.includes('c') ? 'c' : 'h'),
    value: Number(value),
  };
}

/** What a language model takes for one text: all of it, each line, or each part between blank lines. */
import type { RunDetail } from '../../protocol/runs.ts';

export type TextUnit = 'stream' | 'line' | 'document';

export function unitOfText({ settings }: RunDetail): TextUnit {
  const unit = settings.find(({ path }) => path === 'data.unit')?.value;
  return unit === 'line' || unit === 'document' ? unit : 'stream';
}

/** The longest text of those that a model of such reads one at a time. */
export function sequenceOf(text: string, unit: TextUnit): string {
  if (unit === 'stream') return text;
  const parts = text.split(unit === 'line' ? /\r?\n/ : /\r?\n\s*\n/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/**
 * A text coloured by one unit as one self-contained page: every gate and state of the unit can be chosen,
 * pointing at a symbol (or going there by the arrow keys) shows its numbers and the gates around it. Lines
 * are drawn as they come into view, so that a long text opens at once.
 */
import { escapeHtml } from './html.ts';
import { LEVELS, type Palette } from './palette.ts';
import { pageScript } from './unit-html-script.ts';
import { STEPS, type UnitRecord } from './unit-record.ts';

/** In pieces, to be written one after another. */
export function* unitHtml(record: UnitRecord, palette: Palette): Generator<string, void, void> {
  const { model, layer, unit, texts, series } = record;
  const title = `unit ${unit} of layer ${layer} in ${model}`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style(palette)}</style>
</head>
<body>
<header>
<h1>Unit ${unit} of layer ${layer} <small>${escapeHtml(model)}</small></h1>
<div id="series" role="radiogroup" aria-label="what colours the text"></div>
<p class="legend"><span>−1</span>${legend()}<span>1</span></p>
</header>
<main id="text" tabindex="0" role="application" aria-label="the text; arrow keys go from symbol to symbol"></main>
<aside id="panel" aria-live="polite"></aside>
<script id="data" type="application/json">`;
  yield inScript({ steps: STEPS, levels: LEVELS, text: texts.join('') });
  yield `</script>
<script id="lengths" type="text/plain">`;
  // Characters of one code unit each need no list of lengths.
  if (texts.some((text) => text.length !== 1)) {
    yield base64(Uint16Array.from(texts, (text) => text.length));
  }
  yield '</script>\n';
  for (const { name, shown, levels } of series) {
    yield `<script class="series" type="text/plain" data-name="${escapeHtml(name)}" data-shown="${escapeHtml(shown)}">`;
    yield base64(levels);
    yield '</script>\n';
  }
  yield `<script>${pageScript}</script>\n</body>\n</html>\n`;
}

function base64({ buffer, byteOffset, byteLength }: Int8Array | Uint16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** JSON that cannot end the script element that it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function legend(): string {
  const levels = Array.from({ length: 2 * LEVELS + 1 }, (_, k) => k - LEVELS);
  return levels.map((level) => `<i class="${className(level)}"></i>`).join('');
}

function className(level: number): string {
  return level < 0 ? `n${-level}` : `p${level}`;
}

function style({ negative, positive }: Palette): string {
  const strengths = Array.from({ length: LEVELS }, (_, k) => k + 1);
  const colours = strengths.map((level) => {
    const share = Math.round((80 * level) / LEVELS);
    const of = (name: string) => `color-mix(in srgb,var(--${name}) ${share}%,transparent)`;
    return `.n${level}{background:${of('negative')}}.p${level}{background:${of('positive')}}`;
  });
  return `
:root { color-scheme: light dark; --page: #fbfbfa; --card: #fff; --ink: #1d2127; --quiet: #5d6570; --line: #dfe2e6;
  --negative: rgb(${negative.join(' ')}); --positive: rgb(${positive.join(' ')}); }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --card: #1b1f24; --ink: #e6e8eb; --quiet: #9aa3ad; --line: #31373e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding: .75rem 1.25rem; position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.1rem; margin: 0; } small { color: var(--quiet); font-weight: 400; margin-left: .5rem; }
.legend { display: flex; align-items: center; gap: .4rem; margin: 0; color: var(--quiet); font-size: .8rem; font-variant-numeric: tabular-nums; }
.legend i { width: .7rem; height: .9rem; margin-left: -.4rem; } .legend span + i { margin-left: 0; }
[role=radiogroup] { display: flex; flex-wrap: wrap; gap: .3rem; }
button { font: inherit; font-size: .85rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .15rem .6rem; cursor: pointer; }
button[aria-checked=true] { border-color: var(--ink); font-weight: 600; }
button:focus-visible, main:focus-visible { outline: 2px solid #6a5acd; outline-offset: 2px; }
main, .strip { font: 14px/1.6 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
main { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem 1.25rem 18rem; max-width: 76rem; cursor: crosshair; }
main div { content-visibility: auto; }
#mark { position: absolute; border: 2px solid var(--ink); border-radius: 2px; pointer-events: none; }
aside { position: fixed; bottom: 0; left: 0; right: 0; background: var(--card); border-top: 1px solid var(--line); padding: .6rem 1.25rem; max-height: 45vh; overflow: auto; }
aside:empty { display: none; }
aside table { border-collapse: collapse; } aside th { text-align: left; font-weight: 500; padding-right: 1rem; white-space: nowrap; }
aside td.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1rem; }
.strip { white-space: pre; } .strip b { font-weight: 400; box-shadow: inset 0 0 0 1.5px var(--ink); }
${colours.join('\n')}
`;
}

/** The style of an explanation's page, light and dark. */
const levels = Array.from({ length: 10 }, (_, k) => k + 1);
/** Ten strengths of blue (positive) and red (negative). */
const scale = levels
  .map(
    (level) =>
      `.p${level}{background:color-mix(in srgb,var(--blue) ${level * 5}%,transparent)}` +
      `.n${level}{background:color-mix(in srgb,var(--red) ${level * 5}%,transparent)}`,
  )
  .join('\n');

export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --ink: #1d2127; --quiet: #5d6570; --line: #dfe2e6;
  --blue: #2f6fde; --red: #d9412f; --good: #1a7f45; --bad: #b3261e; --target: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --card: #1b1f24; --ink: #e6e8eb; --quiet: #9aa3ad; --line: #31373e;
    --blue: #5b9bff; --red: #ff6f5e; --good: #5fcf8e; --bad: #ff8a80; --target: #e3b35c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
h1 { font-size: 1.6rem; margin: 0 0 .25rem; line-height: 1.25; }
h1 q { quotes: "“" "”"; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 1.25rem 0 .35rem; }
p { margin: .35rem 0 .75rem; max-width: 62rem; }
.quiet, .note { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
nav { margin: .75rem 0 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; }
a { color: var(--blue); text-decoration: none; } a:hover { text-decoration: underline; }
sub { font-size: .72em; line-height: 0; }
.formulas { margin: .5rem 0; padding: 0; list-style: none; font-family: ui-serif, Georgia, serif; font-size: 1.02rem; }
.formulas li { padding: .08rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; font-size: .85rem; }
th { font-weight: 500; color: var(--quiet); text-align: right; padding: .12rem .45rem; white-space: nowrap; }
th[scope=row] { text-align: left; font-family: ui-serif, Georgia, serif; font-size: .95rem; color: var(--ink); }
td { text-align: right; padding: .12rem .45rem; border-radius: 3px; white-space: nowrap; min-width: 4.2rem; }
td.note { text-align: left; padding-left: .8rem; font-family: ui-serif, Georgia, serif; font-size: .95rem; min-width: 0; }
tr.sum th[scope=row], tr.sum td:not(.note) { font-weight: 600; }
.token { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-weight: 600; }
.matrices { display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; align-items: flex-start; }
.matrices > section { min-width: 0; max-width: 100%; }
.matrices h3 { font-family: ui-serif, Georgia, serif; font-weight: 600; }
.matrices h3 small { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-weight: 400; color: var(--quiet); }
.pair { display: flex; flex-wrap: wrap; gap: .25rem 3rem; align-items: flex-start; } .pair > div { min-width: 0; max-width: 100%; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .35rem 1rem .75rem; margin: .75rem 0; }
.strip { display: flex; align-items: stretch; overflow-x: auto; padding: .25rem 0 .75rem; }
.step { flex: 0 0 auto; min-width: 9.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .5rem .75rem .6rem; }
.step h3 { margin: 0 0 .35rem; font-size: .9rem; }
.step .label { font-size: .75rem; color: var(--quiet); margin: .5rem 0 .15rem; }
.cells { display: flex; flex-wrap: wrap; gap: 2px; max-width: 18rem; }
.cells span { font-size: .72rem; font-variant-numeric: tabular-nums; padding: .05rem .25rem; border-radius: 3px; min-width: 3.2rem; text-align: right; }
.bars { display: grid; grid-template-columns: auto 1fr auto; gap: 1px .4rem; align-items: center; font-size: .78rem; }
.bars i { display: block; height: .55rem; border-radius: 2px; background: var(--quiet); opacity: .55; min-width: 1px; }
.bars .hit { color: var(--target); font-weight: 600; } .bars i.hit { background: var(--target); opacity: .9; }
.bars b { font-weight: inherit; font-variant-numeric: tabular-nums; }
.link { flex: 0 0 auto; width: 4.6rem; display: flex; flex-direction: column; justify-content: center; text-align: center; font-size: .72rem; color: var(--quiet); gap: .15rem; }
.link .arrow { font-size: 1.05rem; line-height: 1; }
.link .back { color: var(--red); }
svg { max-width: 100%; height: auto; display: block; }
svg text { fill: var(--quiet); font-size: 12px; }
svg .axis { stroke: var(--line); } svg .blue { stroke: var(--blue); fill: var(--blue); } svg .red { stroke: var(--red); fill: var(--red); }
svg polyline { fill: none !important; stroke-width: 2; }
svg text.blue, svg text.red { stroke: none; }
${scale}
`;

/** One sheet, adopted: a strict Content-Security-Policy allows it, as it allows no style elements. */
export const styles = `
:host { all: initial; position: fixed; z-index: 2147483647; inset: auto 16px 16px auto; color-scheme: light dark;
  font: 14px/1.45 system-ui, sans-serif; --ink: #1d2433; --soft: #5a6478; --line: #dfe3ea; --paper: #fff; --raised: #f5f7fa;
  --accent: #2f5bd3; --good: #15703c; --good-bg: #e4f5ea; --wait: #815400; --wait-bg: #fdf1d6; --bad: #b0251f; --bad-bg: #fde8e6; }
* { box-sizing: border-box; }
.panel { width: min(440px, calc(100vw - 32px)); max-height: min(620px, calc(100vh - 32px)); display: flex; flex-direction: column;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 14px; overflow: hidden;
  box-shadow: 0 1px 2px #0f172a1a, 0 16px 48px #0f172a33; }
#body { display: flex; flex-direction: column; min-height: 0; }
header { display: flex; align-items: center; gap: 4px; padding: 10px 10px 10px 16px; }
h2 { flex: 1; margin: 0; font-size: 14px; font-weight: 650; letter-spacing: -.005em; white-space: nowrap; }
h2 small { margin-left: 6px; font-size: 12px; font-weight: 450; color: var(--soft); }
button { font: inherit; font-size: 13px; min-height: 30px; padding: 0 9px; color: var(--soft); background: none; border: 0;
  border-radius: 8px; cursor: pointer; }
button:hover { color: var(--ink); background: var(--raised); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.status { margin: 0 12px 12px; padding: 10px 12px; border-radius: 10px; }
.status p { margin: 0; font-weight: 600; }
.status p + p { margin-top: 2px; font-weight: 400; color: var(--ink); overflow-wrap: anywhere; }
.good { color: var(--good); background: var(--good-bg); }
.wait { color: var(--wait); background: var(--wait-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.list { margin: 0; padding: 0; overflow-y: auto; list-style: none; border-top: 1px solid var(--line); overscroll-behavior: contain; }
.empty { margin: 0; padding: 20px 16px; color: var(--soft); border-top: 1px solid var(--line); }
.list > li + li { border-top: 1px solid var(--line); }
summary { display: flex; align-items: center; gap: 10px; padding: 9px 16px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ''; flex: none; width: 6px; height: 6px; margin-left: 2px; border: solid var(--soft); border-width: 0 1.5px 1.5px 0;
  transform: rotate(-45deg); transition: transform .12s; }
details[open] summary::before { transform: rotate(45deg); }
summary:hover { background: var(--raised); }
.name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 550; }
time { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.badge { padding: 1px 8px; border-radius: 99px; font-size: 12px; font-weight: 550; white-space: nowrap; }
.facts { margin: 0; padding: 2px 16px 12px 34px; font-size: 13px; }
.facts ul { margin: 0 0 8px; padding: 8px 12px; border-radius: 8px; list-style: none; }
.facts li + li { margin-top: 4px; }
dl { display: grid; grid-template-columns: minmax(80px, max-content) 1fr; gap: 3px 14px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font: 12px/1.55 ui-monospace, monospace; white-space: pre-wrap; }
[hidden] { display: none !important; }
@media (prefers-color-scheme: dark) { :host { --ink: #e8ecf4; --soft: #a3adc0; --line: #323a4a; --paper: #191e29; --raised: #242b39;
  --accent: #8fb0ff; --good: #7fdca4; --good-bg: #14331f; --wait: #f2c66d; --wait-bg: #38290b; --bad: #ff9c95; --bad-bg: #421a18; } }
@media (prefers-reduced-motion: reduce) { summary::before { transition: none; } }
@media (forced-colors: active) { .badge, .status, .panel { border: 1px solid; } }
`;

/** A constructed sheet: a policy without `'unsafe-inline'` takes it, where it would refuse a style element. */
export function createStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

// Rules of the page win over :host, but for important ones.
const css = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: auto 0.5rem 0.5rem auto !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
  --paper: #fafaf7;
  --raised: #ffffff;
  --ink: #14181b;
  --ink-soft: #576066;
  --rule: #dddfda;
  --bad: #b8320e;
  --good: #0b6b70;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #111416;
    --raised: #191d20;
    --ink: #eceeeb;
    --ink-soft: #9ba5aa;
    --rule: #2b3135;
    --bad: #ff7b4f;
    --good: #4fc4c4;
  }
}
* {
  box-sizing: border-box;
  margin: 0;
}
section {
  display: flex;
  flex-direction: column;
  width: min(28rem, calc(100vw - 1rem));
  max-height: min(36rem, calc(100vh - 1rem));
  border: 1px solid var(--rule);
  border-radius: 8px;
  background: var(--paper);
  color: var(--ink);
  font: 400 13px/1.4 system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  box-shadow: 0 4px 24px rgb(0 0 0 / 0.25);
  overflow: hidden;
}
[hidden] {
  display: none !important;
}
header,
nav {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem;
  padding: 0.5rem;
}
button {
  padding: 0.25rem 0.5rem;
  border: 1px solid var(--rule);
  border-radius: 4px;
  background: var(--raised);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
[aria-expanded] {
  flex: 1;
  min-width: 0;
  border-color: transparent;
  background: none;
  font-weight: 650;
  text-align: start;
  overflow-wrap: anywhere;
}
[aria-expanded]::before {
  content: '▾ ';
}
[aria-expanded='false']::before {
  content: '▸ ';
}
button[aria-pressed='true'] {
  border-color: var(--good);
  color: var(--good);
}
:focus-visible {
  outline: 2px solid var(--good);
  outline-offset: -2px;
}
.body {
  display: flex;
  flex-direction: column;
  min-height: 0;
}
.consent,
dl,
.none {
  padding: 0 0.75rem 0.5rem;
  color: var(--ink-soft);
  overflow-wrap: anywhere;
}
dl {
  display: flex;
  flex-wrap: wrap;
  gap: 0.125rem 0.875rem;
}
dl div {
  display: flex;
  gap: 0.375rem;
}
dd {
  color: var(--ink);
  font-weight: 650;
}
.list {
  overflow: auto;
  border-top: 1px solid var(--rule);
}
.none {
  padding-top: 0.5rem;
}
details {
  border-bottom: 1px solid var(--rule);
}
summary {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0 0.5rem;
  padding: 0.375rem 0.75rem;
  cursor: pointer;
}
summary b {
  font-weight: 600;
  overflow-wrap: anywhere;
}
time,
.where {
  color: var(--ink-soft);
  overflow-wrap: anywhere;
}
.fate {
  margin-inline-start: auto;
  color: var(--ink-soft);
}
[data-fate='acknowledged'] {
  color: var(--good);
}
[data-fate='dropped'],
[data-fate='retried'],
.bad {
  color: var(--bad);
}
details p,
pre {
  padding: 0 0.75rem 0.375rem;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
details p:empty {
  display: none;
}
pre {
  color: var(--ink-soft);
  font: 12px/1.4 ui-monospace, Menlo, monospace;
}
`;

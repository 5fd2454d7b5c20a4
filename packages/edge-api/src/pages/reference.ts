import type { describeApi } from '@beckon/contract';
import { html } from 'hono/html';
import { pageStyles } from './page.ts';

type Api = ReturnType<typeof describeApi>;
type Operation = {
  operationId: string;
  summary: string;
  security: Record<string, unknown>[];
  parameters: { name: string; in: string; description?: string; schema: { type?: string } }[];
  requestBody?: { content: { 'application/json': { schema: unknown } } };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
};

/** The reference page: the OpenAPI description as a page to read, without a script. */
export function referencePage(api: Api) {
  const operations = Object.entries(api.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${api.info.title}</title><link rel="stylesheet" href="/reference.css"></head>
<body>
<header><h1>${api.info.title}</h1><p>${api.info.description} Version ${api.info.version}. Machine-readable: <a href="/openapi.json">openapi.json</a>.</p></header>
<nav aria-label="Calls"><ul>${operations.map(
    ({ path, method, operation }) =>
      html`<li><a href="#${operation.operationId}"><b class="${method}">${method}</b> ${path}</a></li>`,
  )}</ul></nav>
<main>${operations.map(section)}</main>
</body></html>`;
}

function section({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const keys = operation.security.flatMap((entry) => Object.keys(entry)).join(' or ');
  return html`<section id="${operation.operationId}">
<h2><b class="${method}">${method}</b> <code>${path}</code></h2>
<p>${withCode(operation.summary)}</p><p class="quiet">Needs: ${keys || 'nothing'}</p>
${
  operation.parameters.length > 0
    ? html`<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${operation.parameters.map(
        (parameter) =>
          html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}</td><td>${parameter.schema.type ?? ''}</td><td>${withCode(parameter.description ?? '')}</td></tr>`,
      )}</tbody></table>`
    : ''
}
${operation.requestBody ? schema('Body', operation.requestBody.content['application/json'].schema) : ''}
<table><thead><tr><th>Answer</th><th>Meaning</th></tr></thead><tbody>${Object.entries(operation.responses).map(
    ([status, response]) => html`<tr><td>${status}</td><td>${withCode(response.description)}</td></tr>`,
  )}</tbody></table>
${Object.entries(operation.responses)
  .filter(([status]) => status.startsWith('2'))
  .map(([status, response]) => schema(`Answer ${status}`, Object.values(response.content ?? {})[0]?.schema))}
</section>`;
}

/** Text with `code` between backticks. */
function withCode(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function schema(title: string, value: unknown) {
  return html`<details><summary>${title} as JSON Schema</summary><pre>${JSON.stringify(value, null, 2)}</pre></details>`;
}

export const referenceStyles = `${pageStyles}
body { display: grid; grid-template: auto 1fr / 300px minmax(0, 820px); gap: 0 48px; place-items: start; justify-content: center; }
header { grid-column: 1 / -1; width: 100%; }
nav { position: sticky; top: 24px; font-size: 14px; } nav ul { list-style: none; margin: 0; padding: 0; } nav a { display: block; padding: 5px 0; text-decoration: none; overflow-wrap: anywhere; }
main { width: 100%; background: none; box-shadow: none; padding: 0; }
section { background: var(--card); border-radius: 14px; padding: 28px; margin: 0 0 24px; scroll-margin-top: 24px; }
h2 { margin: 0 0 8px; font-size: 19px; overflow-wrap: anywhere; } section p { margin: 0 0 12px; }
b { font: 700 12px/1 ui-monospace, monospace; text-transform: uppercase; padding: 4px 7px; border-radius: 6px; background: #2f6f4f; color: #fff; } b.get { background: #2f5f9f; }
table { width: 100%; border-collapse: collapse; margin: 12px 0; font-size: 15px; } th, td { text-align: start; vertical-align: top; padding: 7px 12px 7px 0; border-bottom: 1px solid color-mix(in srgb, var(--ink) 12%, transparent); }
th { color: var(--quiet); font-weight: 600; font-size: 13px; } .quiet { font-size: 14px; }
code { font-family: ui-monospace, monospace; font-size: .9em; } pre { overflow: auto; max-height: 420px; font-size: 13px; } summary { cursor: pointer; padding: 6px 0; font-size: 15px; }
@media (max-width: 900px) { body { grid-template: auto / minmax(0, 1fr); } nav { position: static; margin-bottom: 24px; } }
`;

import { createHash } from 'node:crypto';

interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, object>> }>
  >;
}

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}
details{border:1px solid #8884;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer}
code,pre{font-family:ui-monospace,monospace;font-size:.85rem}
pre{overflow:auto;max-height:24rem;background:#8881;padding:.6rem;border-radius:6px}
.method{display:inline-block;min-width:3.5rem;font-weight:600}
.who{opacity:.7}
table{border-collapse:collapse}
td{padding:.1rem 1rem .1rem 0;vertical-align:top}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but the page's own style: no script, no other host, no frame around it. */
export const DOCS_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
} as const;

/** The OpenAPI document as one page that needs no script. */
export function docsPage(document: Readonly<Record<string, unknown>>): string {
  const { info, paths, components } = document as {
    info: { title: string; description: string };
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    components: { schemas: Readonly<Record<string, object>> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationBlock(method, path, operation)),
  );
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details><summary><code>${escapeHtml(name)}</code></summary><div id="${escapeHtml(name)}">${schemaBlock(schema)}</div></details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(info.title)} API</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(info.title)} API</h1><p>${escapeHtml(info.description)}</p>
<p>Send <code>Authorization: Bearer &lt;token&gt;</code>. The same as <a href="openapi.json">openapi.json</a>.</p>
${operations.join('\n')}
<h2>Shapes</h2>
${shapes.join('\n')}
</body></html>
`;
}

function operationBlock(method: string, path: string, operation: Operation): string {
  const parameters = operation.parameters.map(
    ({ name, in: place, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}</td><td><code>${escapeHtml(shortSchema(schema))}</code></td></tr>`,
  );
  const bodies = Object.values(operation.requestBody?.content ?? {}).map(
    ({ schema }) => `<p>Body</p>${schemaBlock(schema)}`,
  );
  const answers = Object.entries(operation.responses).map(
    ([status, { description, content = {} }]) =>
      `<p>${escapeHtml(status)}: ${escapeHtml(description)}</p>${Object.values(content).map(schemaBlock).join('')}`,
  );
  return `<details><summary><span class="method">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary)}</summary>
<p class="who">${escapeHtml(operation.description)}</p>
${parameters.length > 0 ? `<table>${parameters.join('')}</table>` : ''}${bodies.join('')}${answers.join('')}</details>`;
}

function shortSchema(schema: object): string {
  const { type, enum: values, pattern } = schema as { type?: string; enum?: string[]; pattern?: string };
  return values ? values.join(' | ') : `${type ?? ''}${pattern === undefined ? '' : ` ${pattern}`}`;
}

/** A reference to a shape leads to it; a browser opens what it leads into. */
function schemaBlock(schema: object): string {
  const text = escapeHtml(JSON.stringify(schema, undefined, 2));
  return `<pre>${text.replaceAll(/&quot;#\/components\/schemas\/(\w+)&quot;/g, '<a href="#$1">$1</a>')}</pre>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

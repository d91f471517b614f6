import { type ApiDocument, type Operation, operationsOf } from '../../prove/inputs/slots.ts';

/** The reference of the API as Markdown, made of its OpenAPI document: each route with what it takes and answers. */
export function referencePage(document: ApiDocument): string {
  const byTag = Map.groupBy(operationsOf(document), ([, operation]) => operation.tags?.[0] ?? 'other');
  const sections = [...byTag].map(
    ([tag, list]) =>
      `## ${tag}\n\n${list.map(([route, operation]) => routeText(route, operation)).join('\n')}`,
  );
  return `# API reference\n\nEvery route below \`/cost-tracking\`, made of [openapi.json](openapi.json).\n\n${sections.join('\n')}`;
}

function routeText(route: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, schema }) =>
      `| \`${name}\` | ${place}${required ? ', required' : ''} | ${cell(typeText(schema))} |`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(([status, { content }]) => {
    const types = Object.keys(content ?? {}).join(', ');
    return `\`${status}\`${types === '' ? '' : ` ${types}`}`;
  });
  const body = Object.values(operation.requestBody?.content ?? {}).map(
    ({ schema }) => `Body:\n\n\`\`\`json\n${JSON.stringify(schema, undefined, 2)}\n\`\`\`\n`,
  );
  const table =
    parameters.length > 0 ? `| parameter | where | what |\n|---|---|---|\n${parameters.join('\n')}\n` : '';
  return [
    `### ${route}\n`,
    `${operation.summary ?? ''}. ${operation.description ?? ''}\n`,
    table,
    ...body,
    `Answers ${answers.join(', ')}.\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function typeText(schema: object | undefined): string {
  const {
    type,
    enum: values,
    description,
    pattern,
  } = (schema ?? {}) as {
    type?: string;
    enum?: readonly unknown[];
    description?: string;
    pattern?: string;
  };
  return [values ? values.join(', ') : (type ?? ''), pattern ? `\`${pattern}\`` : '', description ?? '']
    .filter((part) => part !== '')
    .join('; ');
}

/** A bar would end the cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

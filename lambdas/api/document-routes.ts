import { documentSchema, noQuery, pageSchema } from '../../contracts/api/status.ts';
import { DOCS_HEADERS, docsPage } from './docs-page.ts';
import { openApiOf } from './openapi.ts';
import { type Route, route } from './route.ts';

/** It changes with a deployment alone. */
const KEPT = { 'cache-control': 'public, max-age=3600' } as const;

/** What describes the API: these two routes too. */
export function documentRoutes(others: readonly Route[]): Route[] {
  let known: ReturnType<typeof openApiOf> | undefined;
  const document = () => (known ??= openApiOf([...others, ...own]));
  let page: string | undefined;
  const own: Route[] = [
    route({
      method: 'GET',
      path: '/openapi.json',
      summary: 'This document, OpenAPI 3.1',
      access: 'open',
      needsTable: false,
      query: noQuery,
      answer: documentSchema,
      handle: () => Promise.resolve({ body: document(), headers: KEPT }),
    }),
    route({
      method: 'GET',
      path: '/docs',
      summary: 'This document as a page',
      access: 'open',
      needsTable: false,
      query: noQuery,
      answer: pageSchema,
      contentType: 'text/html',
      handle: () =>
        Promise.resolve({
          text: (page ??= docsPage(document())),
          headers: { ...DOCS_HEADERS, ...KEPT },
        }),
    }),
  ];
  return own;
}

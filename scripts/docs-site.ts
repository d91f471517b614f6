import { createServer } from 'node:http';
import { join } from 'node:path';
import { openApiDocument } from '../testing/openapi-document.ts';
import { siteFiles, writeSite } from './docs-site/build-site.ts';
import { readOptions } from './read-options.ts';

const ROOT = join(import.meta.dirname, '..');
const PORT = 5173;

const { values } = readOptions({
  options: {
    out: { type: 'string', default: join(ROOT, '.artefacts', 'docs') },
    serve: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run docs:build -- --out DIR: the documentation as a site with search, each page also as Markdown,
llms.txt and the API reference; DIR is .artefacts/docs when left out.
npm run docs:dev: the same at http://localhost:${PORT}, made anew for each request of a page.`);
  process.exit(0);
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  md: 'text/markdown',
  json: 'application/json',
  js: 'text/javascript',
  css: 'text/css',
  txt: 'text/plain',
};

const api = await openApiDocument();
if (values.serve) {
  createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.endsWith('/') ? `${pathname.slice(1)}index.html` : pathname.slice(1);
    const text = siteFiles(ROOT, api).get(path);
    const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(text ?? 'There is no such page.');
  }).listen(PORT, '127.0.0.1', () => console.log(`http://localhost:${PORT}`));
} else {
  const files = siteFiles(ROOT, api);
  writeSite(files, values.out);
  console.log(`${files.size} files in ${values.out}`);
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the documentation. */
export interface DocsPage {
  /** Path in the site without its ending: `index`, `alerts`, `adr/0001-…`. */
  readonly path: string;
  /** File in the repository. */
  readonly file: string;
  readonly title: string;
  /** The first sentence below the title. */
  readonly summary: string;
  /** Markdown as it is in the repository. */
  readonly text: string;
}

/** Pages that stand beside what they are about: of each package that is installed, and what changed between releases. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['client/README.md', 'packages/client'],
  ['cdk/README.md', 'packages/cdk'],
  ['local/README.md', 'packages/local'],
  ['cli/README.md', 'packages/cli'],
  ['create/README.md', 'packages/create'],
  ['clients/python/README.md', 'packages/python'],
  ['CHANGELOG.md', 'changelog'],
]);

/**
 * The README, every page of docs/, by name, those of packages and the changelog; decisions last. Without docs/README.md:
 * the site has a menu of its own (page-menu.ts).
 */
export function readPages(root: string): DocsPage[] {
  const files = globSync('docs/**/*.md', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file !== 'docs/README.md' && !file.endsWith('0000-template.md'))
    .sort();
  const ordered = [
    'README.md',
    ...files.filter((file) => !isDecision(file)),
    ...ELSEWHERE.keys(),
    ...files.filter((file) => isDecision(file)),
  ];
  return ordered.map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return { path: pathOf(file), file, title: titleOf(text, file), summary: summaryOf(text), text };
  });
}

function isDecision(file: string): boolean {
  return file.startsWith('docs/adr/');
}

function pathOf(file: string): string {
  if (file === 'README.md') return 'index';
  const elsewhere = ELSEWHERE.get(file);
  if (elsewhere !== undefined) return elsewhere;
  return file
    .replace(/^docs\//, '')
    .replace(/README\.md$/, 'index.md')
    .replace(/\.md$/, '');
}

/** @throws Error for a page without a title */
function titleOf(text: string, file: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`${file} has no title: begin it with "# "`);
  return title.replaceAll('`', '');
}

function summaryOf(text: string): string {
  const paragraph = text
    .split('\n\n')
    .map((part) => part.trim())
    .find((part) => /^[A-Z`*"]/.test(part) && !part.startsWith('Status:'));
  const plain = (paragraph ?? '').replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
  const line = plain.replaceAll('\n', ' ');
  // A colon at the end of a paragraph leads to a list or a block that is not there.
  return (/^.*?\.(?=\s|$)/.exec(line)?.[0] ?? line).replace(/:$/, '.');
}

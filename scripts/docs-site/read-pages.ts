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

/**
 * The README, then every page of docs/, by name; decisions last. Without docs/README.md: the site has a menu of its own
 * (page-menu.ts).
 */
export function readPages(root: string): DocsPage[] {
  const files = globSync('docs/**/*.md', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file !== 'docs/README.md' && !file.endsWith('0000-template.md'))
    .sort();
  const ordered = [
    'README.md',
    ...files.filter((file) => !isDecision(file)),
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
  return /^.*?[.:](?=\s|$)/.exec(plain.replaceAll('\n', ' '))?.[0] ?? plain.slice(0, 200);
}

import { globSync } from 'node:fs';

/** A command that a page of the documentation shows in a block. */
export interface ShownCommand {
  readonly page: string;
  readonly command: string;
}

/** Whether a quote is open at the end of a text. */
function isOpen(text: string): boolean {
  return (text.match(/'/g) ?? []).length % 2 === 1;
}

/** Blocks of a page by what they are marked with, also those in lists. */
export function blocksOf(text: string): { readonly mark: string; readonly body: string }[] {
  return [...text.matchAll(/^([ ]*)```(.*)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', mark = '', body = '']) => ({
      mark,
      body: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** The commands in blocks of sh and bash: one a line, or more lines where a backslash or a quote goes on. */
export function shownCommands(page: string, text: string): ShownCommand[] {
  return blocksOf(text).flatMap(({ mark, body }) => {
    if (mark !== 'sh' && mark !== 'bash') return [];
    const commands: string[] = [];
    for (const line of body.replaceAll('\\\n', ' ').split('\n')) {
      const last = commands.at(-1);
      if (last !== undefined && isOpen(last)) commands[commands.length - 1] = `${last}\n${line}`;
      else if (line.trim() !== '' && !line.startsWith('#')) commands.push(line.trim());
    }
    return commands.map((command) => ({ page, command }));
  });
}

/** The pages of the documentation, below the repository's folder: every Markdown file that is for readers. */
export function documentationPages(repository: string): string[] {
  const exclude = ['**/node_modules/**', '**/dist/**', '.*/**', 'CHANGELOG.md'];
  return globSync('**/*.md', { cwd: repository, exclude }).sort();
}

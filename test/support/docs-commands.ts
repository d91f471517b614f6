/** A command that a page of the documentation shows. */
export interface ShownCommand {
  readonly page: string;
  readonly command: string;
}

/** Whether a quote is open at the end of a text. */
function isOpen(text: string): boolean {
  return (text.match(/'/g) ?? []).length % 2 === 1;
}

/** The commands in blocks of sh and bash: one a line, or more lines where a backslash or a quote goes on. */
export function shownCommands(page: string, text: string): ShownCommand[] {
  return [...text.matchAll(/^```(?:sh|bash)\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => {
    const commands: string[] = [];
    for (const line of block.replaceAll('\\\n', ' ').split('\n')) {
      const last = commands.at(-1);
      if (last !== undefined && isOpen(last)) commands[commands.length - 1] = `${last}\n${line}`;
      else if (line.trim() !== '' && !line.startsWith('#')) commands.push(line.trim());
    }
    return commands.map((command) => ({ page, command }));
  });
}

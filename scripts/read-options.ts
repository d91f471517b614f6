import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Reads a command's options as parseArgs does; a wrong one is a sentence and exit code 1, no stack. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { tellWrongUse } from '../contracts/started-as.ts';

/** Reads a command's options as parseArgs does; a wrong one is a sentence and an exit code, no stack. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.exit(tellWrongUse(error, process.argv, process.env));
  }
}

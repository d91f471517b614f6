import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Errors of functions and mappings go to a file; they are retried, and would drown the terminal. */
export function reporter(logs: string, verbose: boolean): (error: unknown) => void {
  mkdirSync(logs, { recursive: true });
  let silent = false;
  return (error) => {
    const text =
      error instanceof Error
        ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`
        : String(error);
    try {
      appendFileSync(path.join(logs, 'runner.log'), `${new Date().toISOString()} ${text}\n`);
    } catch (failure) {
      // On a full disk the log is what can be done without.
      if (!silent) console.error(`${String(failure)}; errors are not logged until it can be written`);
      silent = true;
    }
    if (verbose) console.error(text);
  };
}

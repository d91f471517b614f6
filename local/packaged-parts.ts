import path from 'node:path';
import { LEDGER_CONTEXT } from './ledger-context.ts';

/** Stands in the package `@costkeeper/local` in the place of system-parts.ts: everything is built and beside this file. */

const HERE = import.meta.dirname;

/** The file that a function's thread starts with. */
export const SANDBOX_BOOTSTRAP = new URL('./sandbox-bootstrap.js', import.meta.url);

/** The command that sends the sample trace, without its options. */
export const REPLAY_SAMPLE = path.join(HERE, 'sample', 'replay.js');

/** Folder of the built page. */
export const PAGE = path.join(HERE, 'page');

/** Nothing: the page was built when the package was made. */
export function preparePage(): Promise<void> {
  return Promise.resolve();
}

/**
 * The folder of the assembly that the package has. @throws on a context other than the usual one: options that are
 * written into the templates need an app that is synthesized, such as your own.
 */
export function ledgerAssembly(context: Readonly<Record<string, string>>): Promise<string> {
  const other = Object.keys({ ...LEDGER_CONTEXT, ...context }).filter(
    (name) => context[name] !== LEDGER_CONTEXT[name],
  );
  if (other.length > 0) {
    throw new Error(
      `the package has templates of its usual settings alone; ${other.join(', ')} is written into templates: ` +
        'set it at the construct of @costkeeper/cdk in an app of yours, and run that with --app COMMAND',
    );
  }
  return Promise.resolve(path.join(HERE, 'assembly'));
}

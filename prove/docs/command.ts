import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startLocalSystem } from '../../testing/local-system.ts';
import { readProofOptions } from '../read-options.ts';
import { runPage } from './run-page.ts';
import { documentationPages } from './shown-commands.ts';

const HELP = `npm run prove -- docs [--only PAGE] [--json]

Runs each command that the pages of the documentation show, page by page in one shell against a local system that is
started for it. What needs an AWS account, changes the repository or is run by a test is listed with the reason or the
test. Ends with 1 when a command fails.

  --only PAGE  one page, such as docs/deploy.md
  --json       only the last line, one JSON object
`;

const REPOSITORY = path.join(import.meta.dirname, '../..');

/** `npm run prove -- docs`. Answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const pages = documentationPages(REPOSITORY);
  const options = readProofOptions(args, HELP, {}, pages);
  if (options === undefined) return 0;
  const { only, json } = options;
  await using system = await startLocalSystem();
  const count = { ok: 0, failed: 0, 'not run': 0 };
  for (const page of only === undefined ? pages : [only]) {
    const text = readFileSync(path.join(REPOSITORY, page), 'utf8');
    for (const { command: shown, outcome, said } of await runPage(page, text, { ...system, long: true })) {
      count[outcome] += 1;
      const [line = ''] = shown.split('\n');
      if (!json)
        console.log(`${outcome.padEnd(7)} ${page}: ${line}${said === '' ? '' : `\n          ${said}`}`);
    }
  }
  console.log(
    JSON.stringify({ ok: count.failed === 0, ran: count.ok, failed: count.failed, notRun: count['not run'] }),
  );
  return count.failed === 0 ? 0 : 1;
}

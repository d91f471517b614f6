import { parseArgs } from 'node:util';
import { runTests } from '../properties/run-tests.ts';

/** More than there are changes: all of them are tried. */
const TIMES = '1000';

const HELP = `npm run prove -- templates

Changes the templates of production, and of a stage with every option on, in every single place: a resource, a
statement, an action, a property or an output is taken away, a policy opened or narrowed, a route freed of its
authorizer or added, a right or a prohibition put in, a number or a flag turned, a text changed, a reference led to
another resource or account. A rule over the templates must notice each, or test/lib/rules/indifferent.ts names it
with the reason why nothing has to. Ends with 1 otherwise.
`;

/** The proof's command; answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
  if (parseArgs({ args: [...args], options }).values.help) {
    console.log(HELP);
    return 0;
  }
  return await runTests(['test/lib/rules/mutations.test.ts'], TIMES);
}

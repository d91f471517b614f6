import { parseArgs } from 'node:util';
import { runTests } from '../properties/run-tests.ts';

/** What only a proof has time for, in files of tests that `npm test` runs a part of. */
export const SUITES = {
  starts: {
    about:
      'the local system starts, stops, is killed, fills its disk and says what is wrong, each in a process of its own',
    files: [
      'test/local/run-local.test.ts',
      'test/local/full-disk.test.ts',
      'test/local/lambda/functions.test.ts',
    ],
  },
  synth: {
    about:
      'every stage synthesizes without network and credentials, keeps the rules of cdk-nag, and its functions start as the CDK bundles them',
    files: [
      'test/lib/synth.test.ts',
      'test/lib/nag.test.ts',
      'test/lib/placement.test.ts',
      'test/lib/rules/rules.test.ts',
      'test/bench/support/idle-cost.test.ts',
    ],
  },
  tarballs: {
    about:
      'each package installs from its tarball, is typed, and does what it is for without this repository',
    files: ['test/packages/from-tarballs.test.ts', 'test/client/build.test.ts'],
  },
  erasure: {
    about:
      'an erasure has the same end after a crash before and after each of its writes, and reads as much beside 10,000 entries of others as beside 10',
    files: [
      'test/core/erasure/crash-before-writes.test.ts',
      'test/core/erasure/crash-behind-writes.test.ts',
      'test/adapters/dynamo/erasure/reaches.test.ts',
    ],
  },
  programs: {
    about:
      'every example ends with its receipt, the smoke test names each hop that breaks, a large export is a file until someone in it is erased, every scheduled task works on days to come, and examples, templates and price synchronisation explain themselves',
    files: [
      'test/examples/main.test.ts',
      'test/flow/smoke.test.ts',
      'test/flow/usage-flow.test.ts',
      'test/cdk/template.test.ts',
      'test/scripts/prices-sync.test.ts',
      'test/contracts/started-as.test.ts',
      'test/flow/scheduled-tasks.test.ts',
    ],
  },
  dashboard: {
    about: 'everything that a person does on the pages of the dashboard, by clicks in a browser',
    files: [
      'test/dashboard/pages.test.ts',
      'test/dashboard/page-figures.test.ts',
      'test/dashboard/thing-figures.test.ts',
      'test/dashboard/actions.test.ts',
      'test/dashboard/flows.test.ts',
      'test/dashboard/corrections.test.ts',
      'test/dashboard/price-packs.test.ts',
      'test/dashboard/sign-in-flow.test.ts',
      'test/dashboard/other-origin.test.ts',
      'test/dashboard/odd-names.test.ts',
      'test/dashboard/empty-ledger.test.ts',
    ],
  },
  calendar: {
    about: 'every field of every route meets the ends of the calendar and texts of any size',
    files: ['test/lambdas/api/calendar-ends.test.ts', 'test/lambdas/api/text-sizes.test.ts'],
  },
  guards: {
    about: 'the proof of faults notices when any guard of the ledger is taken away',
    files: ['test/prove/faults/guards.test.ts'],
  },
} as const satisfies Readonly<Record<string, { readonly about: string; readonly files: readonly string[] }>>;

/** The proof of a suite: its files in full; ends with 1 when a test fails. */
export function suiteProof(name: keyof typeof SUITES) {
  const { about, files } = SUITES[name];
  return {
    command: async (args: readonly string[]): Promise<number> => {
      const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
      if (parseArgs({ args: [...args], options }).values.help) {
        console.log(`npm run prove -- ${name}\n\nTries in full what npm test tries a part of: ${about}.`);
        console.log(`Ends with 1 when a test fails.\n\n${files.map((file) => `  ${file}`).join('\n')}\n`);
        return 0;
      }
      return await runTests(files, '1');
    },
  };
}

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files of whole systems, in the order in which they may share them: what needs an empty ledger comes
 * first, what stops every call or settles every price comes last. They begin, because they take longest.
 */
const ORDER = [
  'test/flow/alert-mail.test.ts',
  'test/dashboard/pages.test.ts',
  'test/client/ledger.test.ts',
  'test/flow/usage-flow.test.ts',
  'test/flow/price-quotes.test.ts',
  'test/flow/bad-tokens.test.ts',
  'test/flow/smoke.test.ts',
  'test/local/run-local.test.ts',
  'test/dashboard/corrections.test.ts',
  'test/dashboard/actions.test.ts',
  'test/dashboard/sign-in-flow.test.ts',
  'test/flow/hashed-users.test.ts',
  'test/dashboard/flows.test.ts',
  'test/dashboard/large-answers.test.ts',
  'test/dashboard/other-origin.test.ts',
];

function place({ moduleId }: TestSpecification): number {
  return ORDER.findIndex((name) => moduleId.endsWith(`/${name}`));
}

/** Runs ORDER first, and then the others as vitest would: those that failed or took long before the rest. */
export class SharersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sharers = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b));
    return [...sharers, ...(await super.sort(files.filter((file) => place(file) < 0)))];
  }
}

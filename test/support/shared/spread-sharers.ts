import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files of whole systems, in the order in which they may share them: what needs an empty ledger comes
 * first, what stops every call or settles every price comes last.
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

/**
 * Those of ORDER spread evenly, in their order, over the other files with a worker of their own: two that want the same
 * system hardly ever wait for it beside each other. Then the files of shared workers. Each part as vitest would have it:
 * what failed or took long before the rest.
 */
export class SpreadSharers extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sharers = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b));
    const others = await super.sort(files.filter((file) => place(file) < 0));
    const own = others.filter(({ project }) => project.config.isolate);
    const shared = others.filter(({ project }) => !project.config.isolate);
    return [...spread(sharers, own), ...shared];
  }
}

/** `few` in its order between `many` in theirs, the first of few first of all. */
function spread<T>(few: readonly T[], many: readonly T[]): T[] {
  const step = Math.ceil(many.length / Math.max(few.length, 1));
  const mixed = few.flatMap((one, nth) => [one, ...many.slice(nth * step, (nth + 1) * step)]);
  return few.length === 0 ? [...many] : mixed;
}

import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files of whole systems, in the order in which they take turns: what takes long comes first. Any other order is as
 * good: `npx vitest run test/dashboard --sequence.shuffle.files --sequence.seed 7` tries one.
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
  'test/dashboard/flows.test.ts',
  'test/dashboard/large-answers.test.ts',
  'test/dashboard/other-origin.test.ts',
];

/** What takes long without being a long file, which is what tells where nothing ran before: none of them comes last. */
const LONG = [
  'test/adapters/dynamo/keep-day-sums.test.ts',
  'test/lambdas/jobs/recalculate.test.ts',
  'test/prove/faults/workers.test.ts',
  'test/core/erasure/crash-before-writes.test.ts',
  'test/core/erasure/crash-behind-writes.test.ts',
  'test/core/alerts/check-scopes.test.ts',
  'test/core/gate/gate-histories.test.ts',
  'test/lambdas/api/anomaly-routes.test.ts',
  'test/adapters/dynamo/erasure/list-older-items.test.ts',
  'test/bench/support/recording-cost.test.ts',
  'test/prove/faults/history.test.ts',
  'test/prove/faults/guards.test.ts',
  'test/lib/rules/mutations.test.ts',
  'test/prove/inputs/inputs.test.ts',
  'test/bench/anomalies.test.ts',
];

function place({ moduleId }: TestSpecification): number {
  return ORDER.findIndex((name) => moduleId.endsWith(`/${name}`));
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONG.some((name) => moduleId.endsWith(`/${name}`));
}

/** Whether a file has its turn of a system that is shared, or of the browser. */
function shares({ moduleId }: TestSpecification): boolean {
  return /shareSystem|takeSystem|shareBrowser/.test(readFileSync(moduleId, 'utf8'));
}

/**
 * First the files with a worker of their own. Those that share systems, in ORDER and then the others, are spread evenly
 * over those that do not: two that want the same system hardly ever wait for it beside each other. Then the files of
 * shared workers, LONG ones first. Each part is as vitest would have it: what failed or took long before the rest.
 */
export class SpreadSharers extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ordered = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b));
    const others = await super.sort(files.filter((file) => place(file) < 0));
    const own = others.filter(({ project }) => project.config.isolate);
    const sharers = [...ordered, ...own.filter(shares)];
    const alone = own.filter((file) => !shares(file));
    const shared = others.filter(({ project }) => !project.config.isolate);
    // Project by project: a worker serves one, and another would load all modules anew.
    const projects = [...Map.groupBy(shared, ({ project }) => project.name).values()];
    return [...spread(sharers, alone), ...projects.flatMap(longFirst)];
  }
}

function longFirst(files: readonly TestSpecification[]): TestSpecification[] {
  return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
}

/** `few` in its order between `many` in theirs, the first of few first of all. */
function spread<T>(few: readonly T[], many: readonly T[]): T[] {
  if (few.length === 0) return [...many];
  const step = Math.ceil(many.length / few.length);
  return few.flatMap((one, nth) => [one, ...many.slice(nth * step, (nth + 1) * step)]);
}

import { type JobWork, textOfWork } from '../jobs/work-store.ts';
import { type ContributionJson, contributionJson, contributionOfJson } from './contribution-json.ts';
import type { Contribution } from './contributions.ts';
import { addToSum, type Gathered, type KnownTotal, MOST_OPEN } from './gather-entries.ts';
import type { OpenEntry } from './repair-ports.ts';
import { putLines, takeLines, type WorkRun } from './sliced-work.ts';
import type { TotalId } from './total-id.ts';

/** A line: a total as it stood before, or what entries add to it. */
type Line =
  | readonly [key: string, kind: 'known', total: TotalId, version: string, updatedAt: number | null]
  | readonly [key: string, kind: 'sum', sum: ContributionJson];

/** Texts of open entries that steps left, by name; kept as JSON. */
export interface RepairRuns {
  readonly totals: readonly WorkRun[];
  readonly open: readonly string[];
}

/** Puts aside what a step found beside what earlier ones left. */
export async function putAside(found: Gathered, runs: RepairRuns, work: JobWork): Promise<RepairRuns> {
  const known = [...found.known].map(([key, { total, version, updatedAt }]): Line => [
    key,
    'known',
    total,
    String(version),
    updatedAt ?? null,
  ]);
  const sums = [...found.sums].map(([key, sum]): Line => [key, 'sum', contributionJson(sum)]);
  const run = await putLines([...known, ...sums], work);
  const totals = run ? [...runs.totals, run] : runs.totals;
  if (found.open.length === 0) return { ...runs, totals };
  const name = work.newName();
  await work.store.put(work.folder + name, JSON.stringify(found.open));
  return { totals, open: [...runs.open, name] };
}

/** One slice of what steps left: the same totals of each. Throws WorkGoneError. */
export async function takeSlice(
  { totals }: RepairRuns,
  of: { readonly slice: number; readonly slices: number },
  work: JobWork,
): Promise<{ readonly known: Map<string, KnownTotal>; readonly sums: Map<string, Contribution> }> {
  const known = new Map<string, KnownTotal>();
  const sums = new Map<string, Contribution>();
  await takeLines(totals, of, work, (keyed) => {
    const line = keyed as Line;
    const [key, kind] = line;
    if (kind === 'sum') addToSum(sums, key, contributionOfJson(line[2]));
    else known.set(key, { total: line[2], version: BigInt(line[3]), updatedAt: line[4] ?? undefined });
  });
  return { known, sums };
}

/** Entries that steps found open. Throws WorkGoneError. */
export async function takeOpen({ open }: RepairRuns, work: JobWork): Promise<OpenEntry[]> {
  const entries: OpenEntry[] = [];
  for (const name of open) {
    entries.push(...(JSON.parse(await textOfWork(work, name)) as OpenEntry[]));
    if (entries.length >= MOST_OPEN) break;
  }
  return entries.slice(0, MOST_OPEN);
}

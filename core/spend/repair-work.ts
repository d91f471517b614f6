import { type JobWork, textOfWork } from '../jobs/work-store.ts';
import { inBatches } from '../in-batches.ts';
import { laneOf } from '../usage/lanes.ts';
import { type ContributionJson, contributionJson, contributionOfJson } from './contribution-json.ts';
import type { Contribution } from './contributions.ts';
import { addToSum, type Gathered, type KnownTotal, MOST_OPEN } from './gather-entries.ts';
import type { OpenEntry } from './repair-ports.ts';
import type { TotalId } from './total-id.ts';

/** Texts that each step leaves, by the hash of the total's key. */
const BUCKETS = 16;

/** A line: a total as it stood before, or what entries add to it. */
type Line =
  | readonly [kind: 'known', key: string, total: TotalId, version: string, updatedAt: number | null]
  | readonly [kind: 'sum', key: string, sum: ContributionJson];

/** What one step left. */
interface Run {
  readonly name: string;
  readonly lines: number;
}

/** Puts aside what a step found; undefined when there is nothing to keep. */
export async function putAside(
  found: Gathered,
  { store, folder, newName }: JobWork,
): Promise<Run | undefined> {
  const buckets = Array.from({ length: BUCKETS }, (): string[] => []);
  const add = (key: string, line: Line) => buckets[laneOf(key, BUCKETS)]?.push(JSON.stringify(line));
  for (const [key, { total, version, updatedAt }] of found.known) {
    add(key, ['known', key, total, String(version), updatedAt ?? null]);
  }
  for (const [key, sum] of found.sums) add(key, ['sum', key, contributionJson(sum)]);
  const lines = found.known.size + found.sums.size;
  if (lines + found.open.length === 0) return undefined;
  const name = newName();
  const texts = [...buckets.map((bucket) => bucket.join('\n')), JSON.stringify(found.open)];
  await inBatches([...texts.entries()], ([index, text]) => store.put(`${folder}${name}-${index}`, text));
  return { name, lines };
}

/** Slices so that none has more than `most` totals, whatever the totals are. */
export function sliceCount(lines: number, most: number): number {
  return BUCKETS * Math.max(1, Math.ceil(lines / (BUCKETS * most)));
}

/** One slice of what steps left: the same totals of each. Throws WorkGoneError. */
export async function takeSlice(
  runs: readonly string[],
  { slice, slices }: { readonly slice: number; readonly slices: number },
  work: JobWork,
): Promise<{ readonly known: Map<string, KnownTotal>; readonly sums: Map<string, Contribution> }> {
  const known = new Map<string, KnownTotal>();
  const sums = new Map<string, Contribution>();
  const read = (line: Line) => {
    const [kind, key] = line;
    if (laneOf(key, slices) !== slice) return;
    if (kind === 'sum') addToSum(sums, key, contributionOfJson(line[2]));
    else known.set(key, { total: line[2], version: BigInt(line[3]), updatedAt: line[4] ?? undefined });
  };
  // `slices` is a multiple of BUCKETS, so the slice of a key tells its bucket.
  for (const run of runs) {
    const text = await textOfWork(work, `${run}-${slice % BUCKETS}`);
    for (const line of text.split('\n')) if (line !== '') read(JSON.parse(line) as Line);
  }
  return { known, sums };
}

/** Entries that steps found open. Throws WorkGoneError. */
export async function takeOpen(runs: readonly string[], work: JobWork): Promise<OpenEntry[]> {
  const open: OpenEntry[] = [];
  for (const run of runs) {
    open.push(...(JSON.parse(await textOfWork(work, `${run}-${BUCKETS}`)) as OpenEntry[]));
    if (open.length >= MOST_OPEN) break;
  }
  return open.slice(0, MOST_OPEN);
}

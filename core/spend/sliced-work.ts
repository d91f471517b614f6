import { batchesOf, inBatches } from '../in-batches.ts';
import { laneOf } from '../usage/lanes.ts';
import { type JobWork, textOfWork } from '../jobs/work-store.ts';

/** Texts that each run leaves, by the hash of the lines' keys. */
const BUCKETS = 16;

/** Texts that are read at the same time. */
const READ_AT_ONCE = 16;

/** A line by its key, as JSON takes it. */
export type KeyedLine = readonly [key: string, ...rest: unknown[]];

/** What one step put aside; kept as JSON. */
export interface WorkRun {
  readonly name: string;
  readonly lines: number;
}

/** Puts lines aside so that those of a key are found together later; undefined when there are none. */
export async function putLines(lines: readonly KeyedLine[], work: JobWork): Promise<WorkRun | undefined> {
  if (lines.length === 0) return undefined;
  const buckets = Array.from({ length: BUCKETS }, (): string[] => []);
  for (const line of lines) buckets[laneOf(line[0], BUCKETS)]?.push(JSON.stringify(line));
  const name = work.newName();
  await inBatches([...buckets.entries()], ([index, texts]) =>
    work.store.put(`${work.folder}${name}-${index}`, texts.join('\n')),
  );
  return { name, lines: lines.length };
}

/** So many slices that none has more than about `most` keys, whatever the keys are. */
export function sliceCount(runs: readonly WorkRun[], most: number): number {
  const lines = runs.reduce((sum, run) => sum + run.lines, 0);
  return BUCKETS * Math.max(1, Math.ceil(lines / (BUCKETS * most)));
}

/** Calls `take` with every line of one slice: all of a key are in the same. Throws WorkGoneError. */
export async function takeLines(
  runs: readonly WorkRun[],
  { slice, slices }: { readonly slice: number; readonly slices: number },
  work: JobWork,
  take: (line: KeyedLine) => void,
): Promise<void> {
  for (const some of batchesOf(runs, READ_AT_ONCE)) {
    // There are a multiple of BUCKETS slices, so the slice of a key tells its bucket.
    const texts = await Promise.all(some.map(({ name }) => textOfWork(work, `${name}-${slice % BUCKETS}`)));
    for (const line of texts.flatMap((text) => text.split('\n'))) {
      if (line === '') continue;
      const parsed = JSON.parse(line) as KeyedLine;
      if (laneOf(parsed[0], slices) === slice) take(parsed);
    }
  }
}

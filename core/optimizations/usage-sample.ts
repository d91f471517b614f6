import type { HistoryReader } from '../spend/history-reader.ts';
import type { OrganisationCell, TotalsReader } from '../spend/totals-reader.ts';
import { daysBetween, type Day } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Entry } from '../usage/entry.ts';
import { standingAmong } from '../usage/standing-entries.ts';
import { batchesOf } from '../in-batches.ts';

/** Entries looked at for one day. */
const MOST_A_DAY = 200;
/** Days read at once. */
const AT_ONCE = 8;

/** An entry with the part of its day that it represents: `of` calls of its model, of which `sampled` were read. */
export interface SampledEntry {
  readonly entry: Entry;
  readonly of: bigint;
  readonly sampled: bigint;
}

/** What a search for savings looks at. */
export interface UsageSample {
  readonly entries: readonly SampledEntry[];
  /** Events that they stand for. */
  readonly events: number;
}

/**
 * Samples the usage of some days: at most 200 entries of each, spread over its hours, weighted so that each
 * provider, service and model counts as often as the day's totals say. Small days are read whole and exact. What was
 * voided is left out; on a day that is not read whole, where its cost is more than is left of its model's.
 */
export async function sampleUsage(
  days: Days,
  totals: Pick<TotalsReader, 'cells'>,
  history: Pick<HistoryReader, 'sample' | 'entries'>,
): Promise<UsageSample> {
  const cells = await totals.cells(days);
  const byDay = Map.groupBy(cells, ({ day }) => day);
  const wanted = daysBetween(days.from, days.to).filter((day) => byDay.has(day));
  const entries: SampledEntry[] = [];
  for (const batch of batchesOf(wanted, AT_ONCE)) {
    const lists = await Promise.all(batch.map((day) => sampleDay(day, byDay.get(day) ?? [], history)));
    entries.push(...lists.flat());
  }
  return { entries, events: cells.reduce((sum, { total }) => sum + total.events, 0) };
}

async function sampleDay(
  day: Day,
  cells: readonly OrganisationCell[],
  history: Pick<HistoryReader, 'sample' | 'entries'>,
): Promise<SampledEntry[]> {
  const { items, whole } = await history.sample(day, MOST_A_DAY);
  const found = await history.entries(items);
  if (whole) return standingAmong(found).map((entry) => ({ entry, of: 1n, sampled: 1n }));
  const totals = new Map(cells.map((cell) => [modelKey(cell), cell.total]));
  const entries = found.filter((entry) => {
    const total = totals.get(modelKey(entry));
    return entry.correctionOf === undefined && (total === undefined || entry.cost <= total.cost);
  });
  return [...Map.groupBy(entries, modelKey)].flatMap(([name, list]) => {
    const of = BigInt(Math.max(list.length, totals.get(name)?.events ?? 0));
    return list.map((entry) => ({ entry, of, sampled: BigInt(list.length) }));
  });
}

function modelKey({ provider, service, model }: Pick<Entry, 'provider' | 'service' | 'model'>): string {
  return JSON.stringify([provider, service, model]);
}

import { USD } from './aws-usd.ts';

/** What a million events cost, USD, by what is billed. */
export interface MillionCost {
  readonly writes: number;
  readonly reads: number;
  readonly queue: number;
  readonly functions: number;
  readonly logs: number;
}

/** How much somebody sends, and how. */
export interface UserSize {
  readonly name: string;
  readonly eventsPerMonth: number;
  /** Events in a message. */
  readonly perMessage: number;
  readonly freshnessSeconds: number;
}

/** Three users, by the defaults that fit them. */
export const SIZES: readonly UserSize[] = [
  { name: 'a side project', eventsPerMonth: 30_000, perMessage: 1, freshnessSeconds: 2 },
  { name: 'a product', eventsPerMonth: 1_000_000, perMessage: 10, freshnessSeconds: 10 },
  { name: 'a platform', eventsPerMonth: 50_000_000, perMessage: 50, freshnessSeconds: 60 },
];

/** Months of entries with `retentionDays: 90`. */
const KEPT_MONTHS = 3;
const MONTHS = 12;

interface Measured {
  readonly writeUnitsPerEvent: number;
  readonly perMillion: MillionCost;
  readonly entryBytes: number;
  readonly keptBytes: number;
}

/** A size of user with what it pays: a month of events, and the storage of a month after twelve. */
export interface SizeLine {
  readonly size: UserSize;
  readonly writeUnitsPerEvent: number;
  readonly perMillion: MillionCost;
  readonly usdPerMillion: number;
  readonly usdPerMonth: number;
  readonly storedUsd: { readonly allEntries: number; readonly retention90: number };
  readonly storedGb: { readonly allEntries: number; readonly retention90: number };
  readonly naive: { readonly writeUnitsPerEvent: number; readonly usdPerMillion: number };
}

/** The line of a size, from what it and the ledger beside it took. */
export function sizeLine(size: UserSize, own: Measured, naive: Measured): SizeLine {
  const gb = (months: number) =>
    (size.eventsPerMonth * (months * own.entryBytes + MONTHS * own.keptBytes)) / 1e9;
  const usdPerMillion = total(own.perMillion);
  return {
    size,
    writeUnitsPerEvent: own.writeUnitsPerEvent,
    perMillion: own.perMillion,
    usdPerMillion,
    usdPerMonth: (usdPerMillion * size.eventsPerMonth) / 1e6,
    storedGb: { allEntries: gb(MONTHS), retention90: gb(KEPT_MONTHS) },
    storedUsd: { allEntries: storageUsd(gb(MONTHS)), retention90: storageUsd(gb(KEPT_MONTHS)) },
    naive: { writeUnitsPerEvent: naive.writeUnitsPerEvent, usdPerMillion: total(naive.perMillion) },
  };
}

function storageUsd(gb: number): number {
  return gb * (USD.storedGb + USD.restorableGb);
}

function total(cost: MillionCost): number {
  return cost.writes + cost.reads + cost.queue + cost.functions + cost.logs;
}

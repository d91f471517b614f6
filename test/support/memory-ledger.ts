import type { Entry, EntryKey, Outcome } from '../../core/usage/entry.ts';
import type {
  CorrectionWriter,
  ExistingEntry,
  LedgerWriter,
  UsagePorts,
} from '../../core/usage/usage-ports.ts';
import { flatPrices } from '../../testing/factories.ts';

/** A ledger in memory that keeps the promises of the port. */
export class MemoryLedger implements CorrectionWriter {
  readonly entries = new Map<string, Entry>();
  readonly outcomes = new Map<string, Outcome>();
  readonly tallies = new Map<string, number>();
  readonly days: string[] = [];

  partitionOf(item: Entry | Outcome): string {
    return 'messageId' in item ? `outcomes ${item.day}` : `entries ${item.day} ${item.lane}`;
  }

  putEntry(entry: Entry): Promise<ExistingEntry | undefined> {
    const key = `${this.partitionOf(entry)} ${entry.id}`;
    const existing = this.entries.get(key);
    if (!existing) this.entries.set(key, entry);
    return Promise.resolve(existing);
  }

  async putTogether(entries: readonly Entry[]): Promise<boolean> {
    if (entries.some((entry) => this.entries.has(`${this.partitionOf(entry)} ${entry.id}`))) return false;
    for (const entry of entries) await this.putEntry(entry);
    return true;
  }

  findEntry(key: EntryKey): Promise<ExistingEntry | undefined> {
    return Promise.resolve(this.entries.get(`entries ${key.day} ${key.lane} ${key.id}`));
  }

  putOutcome(outcome: Outcome): Promise<boolean> {
    const key = `${outcome.day} ${outcome.messageId} ${outcome.index} ${outcome.kind}`;
    const absent = !this.outcomes.has(key);
    if (absent) this.outcomes.set(key, outcome);
    return Promise.resolve(absent);
  }

  writeTally(batch: string, partition: string, count: number): Promise<void> {
    this.tallies.set(`${batch} ${partition}`, count);
    return Promise.resolve();
  }

  noteDay(day: string): Promise<void> {
    this.days.push(day);
    return Promise.resolve();
  }

  /** Kinds of all outcomes, in the order in which they were kept. */
  kinds(): string[] {
    return [...this.outcomes.values()].map(({ kind }) => kind);
  }
}

/** Ports of a recorder over a ledger in memory, its clock at `now`. */
export function usagePorts(ledger: LedgerWriter, now: number) {
  const bodies = new Map<string, string>();
  const seen: string[] = [];
  const ports: UsagePorts = {
    ledger,
    bodies: { putBody: (key, body) => Promise.resolve(void bodies.set(key, body)) },
    prices: { current: () => Promise.resolve(flatPrices) },
    clock: { now: () => now },
    log: { recorded: ({ id, status }) => void seen.push(`${id} ${status}`) },
  };
  return { ports, bodies, seen };
}

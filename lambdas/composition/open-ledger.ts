import type { DocumentClient } from '../../adapters/dynamo/table-calls.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { Clock } from '../../core/time/ledger-time.ts';

/** What use cases need beside the stores of a ledger. */
export interface LedgerContext {
  readonly settings: LedgerSettings;
  readonly clock: Clock;
  /** ULIDs by the clock. */
  readonly newId: () => string;
  /** Waits before a write is tried again; `attempt` counts from 0. */
  readonly pause: (attempt: number) => Promise<void>;
}

/** What the stores of one table are made with. */
export interface LedgerParts extends LedgerContext {
  readonly table: string;
  /** May repeat a call by itself. */
  readonly client: DocumentClient;
  /** Gives the client that never repeats a write by itself; called once, by the first store that needs it. */
  readonly once: () => DocumentClient;
}

/** What a store's maker gets. */
export interface StoreParts extends Omit<LedgerParts, 'once' | 'table'> {
  readonly table: Table;
  /** The table twice: through the client that may repeat a call, and through the one that never repeats a write. */
  readonly tables: { readonly reads: Table; readonly once: Table };
  readonly tableName: string;
}

/** Functions of stores.ts by their names. */
export type Makers = Readonly<Record<string, (parts: StoreParts) => unknown>>;

/** The context, and one store for each maker, under the maker's name. */
export type OpenLedger<M extends Makers> = LedgerContext & {
  readonly [Name in keyof M]: ReturnType<M[Name]>;
};

/**
 * A ledger whose stores are made when they are first asked for, each once. `makers` name the
 * stores: a function's bundle holds those it names and no other.
 */
export function openLedger<M extends Makers>(parts: LedgerParts, makers: M): OpenLedger<M> {
  const { client, once, table: tableName, settings, clock, newId, pause } = parts;
  const table = new Table(client, tableName, pause);
  const tables = { reads: table };
  defineOnce(tables, 'once', () => new Table(once(), tableName, pause));
  const storeParts = { client, table, tables, tableName, settings, clock, newId, pause } as StoreParts;
  const ledger = { settings, clock, newId, pause };
  for (const [name, make] of Object.entries(makers)) defineOnce(ledger, name, () => make(storeParts));
  return ledger as OpenLedger<M>;
}

/** Gives the object a property that is made at its first read. */
function defineOnce(object: object, name: string, make: () => unknown): void {
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(object, name, { value, enumerable: true });
      return value;
    },
  });
}

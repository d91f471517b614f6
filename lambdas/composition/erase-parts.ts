import { EraseEntries } from '../../adapters/dynamo/erasure/erase-entries.ts';
import { eraseItems, type EraseItemsPorts } from '../../adapters/dynamo/erasure/erase-items.ts';
import { eraseMonths } from '../../adapters/dynamo/erasure/erase-months.ts';
import { eraseTotals, type EraseTotalsPorts } from '../../adapters/dynamo/erasure/erase-totals.ts';
import { RepairScopes } from '../../adapters/dynamo/repair-scopes.ts';
import type { ErasePart } from '../../core/erasure/erase-user.ts';
import type { Erasure } from '../../core/erasure/erasure.ts';
import type { Month } from '../../core/time/ledger-time.ts';
import type { StoreParts } from './open-ledger.ts';

/** The parts of an erasure that change the table. */
export const eraseParts = ({ table, settings, clock, newId }: StoreParts) => {
  const { lanes, timeZone } = settings;
  const entries = new EraseEntries(table, lanes, newId);
  const scopes = new RepairScopes(table, settings);
  const entryPart: ErasePart = (erasure, after) => entries.pages(erasure, after);
  return {
    entries: entryPart,
    totals: (ports: Pick<EraseTotalsPorts, 'repair' | 'daysOf' | 'sealedUntil'>): ErasePart => {
      const all = { ...ports, table, lanes, scopes };
      return (erasure, after) => eraseTotals(erasure, after, all);
    },
    months: (erasure: Erasure, months: readonly Month[]) => eraseMonths(erasure, months, { table, timeZone }),
    items: (ports: Pick<EraseItemsPorts, 'erasures' | 'bodies' | 'stageBudgets'>): ErasePart => {
      const all = { ...ports, table, entries, timeZone, clock };
      return (erasure, after) => eraseItems(erasure, after, all);
    },
  };
};

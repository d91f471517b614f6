import type { ErasedStretch } from '../../../core/erasure/erase-user.ts';
import type { Erasure } from '../../../core/erasure/erasure.ts';
import { isZero } from '../../../core/spend/contribution-difference.ts';
import { type RepairPorts, repairScope } from '../../../core/spend/repair.ts';
import type { RepairScope } from '../../../core/spend/repair-ports.ts';
import type { TotalId } from '../../../core/spend/total-id.ts';
import { type Day, daysOfMonth, type Month, monthOf } from '../../../core/time/ledger-time.ts';
import { laneCount, type LaneRule, userLaneOf } from '../../../core/usage/lanes.ts';
import { smallNumber, textAttribute, wholeNumber } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { numbersTo } from '../day-total-keys.ts';
import { totalKey } from '../total-keys.ts';
import { readTotalLanes } from '../total-lanes.ts';
import type { RepairScopes } from '../repair-scopes.ts';
import { totalOf, totalUpdate } from '../total-item.ts';
import type { Table } from '../table.ts';
import { DynamoDaySumsStore } from '../day-sums-store.ts';

export interface EraseTotalsPorts {
  readonly table: Table;
  readonly lanes: readonly LaneRule[];
  readonly scopes: RepairScopes;
  readonly repair: RepairPorts;
  /** Days that the pseudonym's history lists, oldest first; `again`: as they are now. */
  readonly daysOf: (erasure: Erasure, again: boolean) => Promise<readonly Day[]>;
  /** Days up to this one are archived: their entries may be gone. */
  readonly sealedUntil: () => Promise<Day | undefined>;
}

/** A total of the user that was found, and what to do with it. */
interface Part {
  readonly name: string;
  /** Absent of a month's late entries. */
  readonly day?: Day;
  /** Entries may be gone: what was summed from them moves as it is. */
  readonly sealed: boolean;
  readonly totalsOf: (userId: string) => readonly TotalId[];
  readonly repairOf: (userId: string) => RepairScope;
}

/**
 * Brings the totals of the user and of the pseudonym to what their entries come to now, one day or one month
 * of late entries a stretch. The old one goes down first: where it is in use at every try, the new one waits
 * with it, so that the sum of users is never more than what was spent.
 */
export async function eraseTotals(
  erasure: Erasure,
  after: string | undefined,
  ports: EraseTotalsPorts,
): Promise<ErasedStretch> {
  const parts = await partsOf(erasure, after === undefined, ports);
  const part = parts.find(({ name }) => after === undefined || name > after);
  if (!part) return { changed: 0 };
  // The day's item with the sums of all users names this one too.
  if (part.day) await new DynamoDaySumsStore(ports.table).drop('user', part.day, ports.repair.clock.now());
  if (part.sealed) {
    const changed = await moveTotals(part.totalsOf, erasure, ports);
    return { changed, next: part.name };
  }
  const old = await repairScope(part.repairOf(erasure.userId), ports.repair);
  if (old.busy.length > 0) return { changed: 1, next: part.name, busy: true };
  const fresh = await repairScope(part.repairOf(erasure.pseudonym), ports.repair);
  await deleteZeros(part.totalsOf(erasure.userId), ports);
  const changed = old.repairs.length + fresh.repairs.length;
  return { changed, next: part.name, busy: fresh.busy.length > 0 };
}

/** Days that the pseudonym's history lists, then the months of those days, in the order of their names. */
async function partsOf(erasure: Erasure, first: boolean, ports: EraseTotalsPorts): Promise<Part[]> {
  const { scopes, lanes } = ports;
  const [sealedUntil = '', totalLanes] = await Promise.all([
    ports.sealedUntil(),
    readTotalLanes(ports.table),
  ]);
  const days = await ports.daysOf(erasure, first);
  const months = [...new Set(days.map(monthOf))];
  return [
    ...days.map((day) => ({
      name: day,
      day,
      sealed: day <= sealedUntil,
      totalsOf: (userId: string) => dayTotals(day, userId, { lanes, totalLanes }),
      repairOf: (userId: string) => scopes.owner({ kind: 'user', id: userId }, day),
    })),
    ...months.map((month) => ({
      name: `late ${month}`,
      sealed: daysOfMonth(month).from <= sealedUntil,
      totalsOf: (userId: string) => [lateTotal(month, userId)],
      repairOf: (userId: string) => scopes.lateUser(userId, month),
    })),
  ];
}

/** A stage may have added lanes since: the total may be in any of them. */
function dayTotals(
  day: Day,
  userId: string,
  { lanes, totalLanes }: { readonly lanes: readonly LaneRule[]; readonly totalLanes: number },
): TotalId[] {
  const of = { kind: 'user', id: userId } as const;
  return numbersTo(laneCount(lanes, day)).flatMap((lane) =>
    numbersTo(totalLanes).map((totalLane) => ({ kind: 'day', day, lane, totalLane, of }) as const),
  );
}

function lateTotal(month: Month, userId: string): TotalId {
  return { kind: 'late', month, of: { kind: 'user', id: userId } };
}

/** The pseudonym's total in the place of one of the user's. */
function renamed(total: TotalId, pseudonym: string, lanes: readonly LaneRule[]): TotalId {
  if (total.kind === 'day') {
    const lane = userLaneOf(lanes, total.day, pseudonym);
    return { ...total, of: { kind: 'user', id: pseudonym }, lane };
  }
  return total.kind === 'late' ? lateTotal(total.month, pseudonym) : total;
}

/** Nothing is added to a sealed day any more: its totals go over in one transaction each. */
async function moveTotals(
  totalsOf: Part['totalsOf'],
  erasure: Erasure,
  ports: EraseTotalsPorts,
): Promise<number> {
  const { table } = ports;
  let moved = 0;
  for (const { total, item } of await readTotals(totalsOf(erasure.userId), table)) {
    const { version: _version, updatedAt, ...amounts } = totalOf(item);
    const to = { ...amounts, total: renamed(total, erasure.pseudonym, ports.lanes) };
    const Update = totalUpdate(to, updatedAt ?? ports.repair.clock.now());
    // Where another pass has moved it meanwhile, the next one looks again.
    await table.transact([{ Update }, { Delete: { Key: { ...totalKey(total) }, ...asRead(item) } }]);
    moved++;
  }
  return moved;
}

async function deleteZeros(totals: readonly TotalId[], ports: EraseTotalsPorts): Promise<void> {
  const { table } = ports;
  for (const { total, item } of await readTotals(totals, table)) {
    if (isZero({ ...totalOf(item), total })) await table.delete(totalKey(total), asRead(item));
  }
}

async function readTotals(totals: readonly TotalId[], table: Table) {
  const items = await table.batchGet(totals.map(totalKey));
  return totals.flatMap((total) => {
    const { pk, sk } = totalKey(total);
    const item = items.find((one) => textAttribute(one['pk']) === pk && textAttribute(one['sk']) === sk);
    return item ? [{ total, item }] : [];
  });
}

/** The condition that a total is still what was read. */
function asRead(item: Item) {
  return {
    ConditionExpression: 'v = :version AND w = :seenAt',
    ExpressionAttributeValues: { ':version': wholeNumber(item['v']), ':seenAt': smallNumber(item['w']) },
  };
}

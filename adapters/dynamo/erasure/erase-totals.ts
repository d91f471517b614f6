import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ErasedStretch } from '../../../core/erasure/erase-user.ts';
import type { Erasure } from '../../../core/erasure/erasure.ts';
import { isZero } from '../../../core/spend/contribution-difference.ts';
import { type RepairPorts, repairScope } from '../../../core/spend/repair.ts';
import type { RepairScope } from '../../../core/spend/repair-ports.ts';
import type { Scope } from '../../../core/spend/scope.ts';
import { type Day, daysOfMonth, type Month, monthOf } from '../../../core/time/ledger-time.ts';
import { laneCount, type LaneRule, userLaneOf } from '../../../core/usage/lanes.ts';
import { batchGet } from '../batch-get.ts';
import { smallNumber, textOf, wholeNumber } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { totalKey } from '../keys.ts';
import type { RepairScopes } from '../repair-scopes.ts';
import { totalOf, totalUpdate } from '../total-item.ts';

export interface EraseTotalsPorts {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
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
  /** Entries may be gone: what was summed from them moves as it is. */
  readonly sealed: boolean;
  readonly scopesOf: (userId: string) => readonly Scope[];
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
  if (part.sealed) {
    const changed = await moveTotals(part.scopesOf, erasure, ports);
    return { changed, next: part.name };
  }
  const old = await repairScope(part.repairOf(erasure.userId), ports.repair);
  if (old.busy.length > 0) return { changed: 1, next: part.name, busy: true };
  const fresh = await repairScope(part.repairOf(erasure.pseudonym), ports.repair);
  await deleteZeros(part.scopesOf(erasure.userId), ports);
  const changed = old.repairs.length + fresh.repairs.length;
  return { changed, next: part.name, busy: fresh.busy.length > 0 };
}

/** Days that the pseudonym's history lists, then the months of those days, in the order of their names. */
async function partsOf(erasure: Erasure, first: boolean, ports: EraseTotalsPorts): Promise<Part[]> {
  const { scopes, lanes } = ports;
  const sealedUntil = (await ports.sealedUntil()) ?? '';
  const days = await ports.daysOf(erasure, first);
  const months = [...new Set(days.map(monthOf))];
  return [
    ...days.map((day) => ({
      name: day,
      sealed: day <= sealedUntil,
      scopesOf: (userId: string) => dayScopes(day, userId, lanes),
      repairOf: (userId: string) => scopes.owner({ kind: 'user', userId }, day),
    })),
    ...months.map((month) => ({
      name: `late ${month}`,
      sealed: daysOfMonth(month).from <= sealedUntil,
      scopesOf: (userId: string) => [lateScope(month, userId)],
      repairOf: (userId: string) => scopes.lateUser(userId, month),
    })),
  ];
}

/** A stage may have added lanes since: the total lies in any of them. */
function dayScopes(day: Day, userId: string, lanes: readonly LaneRule[]): Scope[] {
  return Array.from({ length: laneCount(lanes, day) }, (_, lane) => ({ kind: 'user', day, lane, userId }));
}

function lateScope(month: Month, userId: string): Scope {
  return { kind: 'late', month, of: { kind: 'user', userId } };
}

/** The pseudonym's total in the place of one of the user's. */
function renamed(scope: Scope, pseudonym: string, lanes: readonly LaneRule[]): Scope {
  if (scope.kind === 'user') {
    return { ...scope, userId: pseudonym, lane: userLaneOf(lanes, scope.day, pseudonym) };
  }
  return scope.kind === 'late' ? lateScope(scope.month, pseudonym) : scope;
}

/** Nothing is added to a sealed day any more: its totals go over in one transaction each. */
async function moveTotals(
  scopesOf: Part['scopesOf'],
  erasure: Erasure,
  ports: EraseTotalsPorts,
): Promise<number> {
  let moved = 0;
  for (const { scope, item } of await readTotals(scopesOf(erasure.userId), ports)) {
    const { version: _version, updatedAt, ...amounts } = totalOf(item);
    const to = { ...amounts, scope: renamed(scope, erasure.pseudonym, ports.lanes) };
    const Update = { TableName: ports.table, ...totalUpdate(to, updatedAt ?? ports.repair.clock.now()) };
    const TransactItems = [{ Update }, { Delete: deletion(scope, item, ports.table) }];
    try {
      await ports.client.send(new TransactWriteCommand({ TransactItems }));
    } catch (error) {
      // Moved by another pass meanwhile: the next one looks again.
      if (!(error instanceof TransactionCanceledException)) throw error;
    }
    moved++;
  }
  return moved;
}

async function deleteZeros(scopes: readonly Scope[], ports: EraseTotalsPorts): Promise<void> {
  for (const { scope, item } of await readTotals(scopes, ports)) {
    if (!isZero({ ...totalOf(item), scope })) continue;
    try {
      await ports.client.send(new DeleteCommand(deletion(scope, item, ports.table)));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

async function readTotals(scopes: readonly Scope[], { client, table }: EraseTotalsPorts) {
  const items = await batchGet(client, table, scopes.map(totalKey));
  return scopes.flatMap((scope) => {
    const { pk, sk } = totalKey(scope);
    const item = items.find((one) => textOf(one['pk']) === pk && textOf(one['sk']) === sk);
    return item ? [{ scope, item }] : [];
  });
}

/** Deletes a total on the condition that it is still what was read. */
function deletion(scope: Scope, item: Item, table: string) {
  return {
    TableName: table,
    Key: { ...totalKey(scope) },
    ConditionExpression: 'v = :version AND w = :seenAt',
    ExpressionAttributeValues: { ':version': wholeNumber(item['v']), ':seenAt': smallNumber(item['w']) },
  };
}

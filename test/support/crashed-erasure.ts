import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { startDynamo } from '../../testing/dynamo.ts';
import { startBucket } from './bucket.ts';
import { dying } from './dying-client.ts';
import { userTotals } from './erasing.ts';
import { ARCHIVED, OLD, type PersonalParts, startPersonal, TODAY } from './personal-ledger.ts';
import { itemsHolding, wholeTable } from './whole-table.ts';

/** Which writes an erasure dies at. */
export interface Crashes {
  readonly first: number;
  readonly most: number;
}

/** All of them: no erasure of the personal ledger makes as many writes. */
export const EVERY_CRASH: Crashes = { first: 1, most: 200 };
/** One of the last. */
export const LATE_CRASH: Crashes = { first: 45, most: 45 };

/** The totals of users and organisation of a personal ledger. */
export function personalTotals({ dynamo }: PersonalParts, table: string) {
  return userTotals(dynamo.client(), table, ARCHIVED, TODAY);
}

/** What an erasure may not change. */
export async function untouchedItems({ dynamo }: PersonalParts, table: string) {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ pk }) =>
    /^[EORGTSM]#(?!import)/.test(String(pk)),
  );
  return new Map(
    items.map(({ u: _u, ul: _ul, ...rest }) => [`${String(rest['pk'])} ${String(rest['sk'])}`, rest]),
  );
}

/** False when the erasure was over before that write. */
async function hasSameEnd(parts: PersonalParts, nth: number, reaches: boolean): Promise<boolean> {
  const { dynamo } = parts;
  const table = `crash-${nth}`;
  const { erasing } = await startPersonal(parts, table);
  const before = { ...(await personalTotals(parts, table)), kept: await untouchedItems(parts, table) };
  await erasing.request(OLD);
  const died = await erasing.run(dying(dynamo.client(), nth, reaches)).then(
    () => false,
    () => true,
  );
  if (!died) return false;
  await erasing.run();
  // Compared before anything recalculates: the erasure itself has to be exact.
  const after = await personalTotals(parts, table);
  expect([nth, after.sum, after.organisation]).toEqual([nth, before.sum, before.organisation]);
  expect([nth, await untouchedItems(parts, table)]).toEqual([nth, before.kept]);
  await erasing.finish();
  expect([nth, await itemsHolding(dynamo.client(), table, OLD)]).toEqual([nth, []]);
  // Hundreds of tables in one engine make each slower.
  await dynamo.client().send(new DeleteTableCommand({ TableName: table }));
  return true;
}

/** Erases with a crash before, or behind, one write after the other; answers the last write that there was. */
export async function crashErasures(reaches: boolean, { first, most }: Crashes): Promise<number> {
  const dynamo = await startDynamo();
  const bucket = await startBucket();
  try {
    let last = 0;
    for (let nth = first; nth <= most; nth++) {
      if (!(await hasSameEnd({ dynamo, bucket }, nth, reaches))) break;
      last = nth;
    }
    return last;
  } finally {
    dynamo.stop();
    await bucket.stop();
  }
}

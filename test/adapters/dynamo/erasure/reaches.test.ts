import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../../testing/dynamo.ts';
import { IN_PROOF } from '../../../../testing/property-runs.ts';
import { startBucket, type TestBucket } from '../../../support/bucket.ts';
import { countReads, countScans } from '../../../support/count-reads.ts';
import { startErasing } from '../../../support/erasing.ts';
import { startLedger, usageEvent } from '../../../support/ledger.ts';
import { itemsHolding } from '../../../support/whole-table.ts';

const [YESTERDAY, TODAY] = [aDay('2026-11-19'), aDay('2026-11-20')] as const;
const OLD = 'person-42';
const [FEW, MANY] = [10, IN_PROOF ? 10_000 : 400] as const;

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

function eventOf(id: string, userId: string, day: string) {
  return usageEvent(id, { userId, occurredAt: `${day}T10:00:00Z`, resource: undefined, group: undefined });
}

/** What the erasure of one person reads beside so many entries of others. */
async function unitsBeside(foreign: number) {
  const clock = { time: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.time };
  const table = `beside-${foreign}`;
  const ledger = await startLedger(dynamo, table, clock);
  await ledger.record([YESTERDAY, TODAY].map((day) => eventOf(`own-${day}`, OLD, day)));
  const others = Array.from({ length: foreign }, (_, i) =>
    eventOf(`${i}`, `other-${i % 7}`, i % 2 ? TODAY : YESTERDAY),
  );
  for (let at = 0; at < foreign; at += 1000) await ledger.record(others.slice(at, at + 1000));
  await ledger.aggregate([YESTERDAY, TODAY]);
  clock.time += 3_600_000;
  const client: DynamoDBDocumentClient = dynamo.client();
  const reads = countReads(client);
  const scans = countScans(client);
  const erasing = startErasing(client, table, bucket, clock);
  await erasing.request(OLD);
  const passes = await erasing.finish();
  const units = reads.units();
  expect(await itemsHolding(dynamo.client(), table, OLD)).toEqual([]);
  return { passes, units, scans: scans() };
}

describe('an erasure of one of many', () => {
  it('reads as much beside few entries of others as beside many, and never scans', async () => {
    const few = await unitsBeside(FEW);
    const many = await unitsBeside(MANY);
    expect(many).toEqual(few);
    expect(few).toMatchObject({ passes: 2, scans: 0 });
    expect(few.units).toBeLessThan(400);
  });
});

import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { S3BodyStore } from '../../../adapters/s3/body-store.ts';
import { startErasure } from '../../../core/erasure/erasure.ts';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import { ascending } from '../../../core/order.ts';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import { eraseUserJob } from '../../../lambdas/jobs/erase-user.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { itemsHolding, wholeTable } from '../../support/whole-table.ts';

const DAY = aDay('2026-11-20');
const SEALED_DAY = aDay('2026-10-01');
const OLD = 'person-42';
const clock = { now: () => Date.parse('2026-11-20T13:00:00Z') };

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

/** A ledger with entries of a person and of another one, and the first pass of the person's erasure. */
async function start(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([
    usageEvent('a', { userId: OLD }),
    usageEvent('b', { userId: OLD, occurredAt: `${SEALED_DAY}T10:00:00Z` }),
    usageEvent('c', { userId: 'other' }),
  ]);
  await usage.aggregate([SEALED_DAY, DAY]);
  const ledger = ledgerOn(dynamo.client(), table, { trackedTags: ['tier'] }, clock);
  const inputs: unknown[] = [];
  await startErasure(OLD, 'admin-1', {
    erasures: ledger.erasures,
    jobs: {
      jobs: { ...ledger.jobs, create: ({ input }) => Promise.resolve(void inputs.push(input)) },
      queue: { send: () => Promise.resolve() },
    },
    clock,
    newId: () => 'erasure-1',
    newPseudonym: () => 'erased-1',
  });
  const files = { client: bucket.client, bucket: bucket.name };
  const kind = eraseUserJob(ledger, files, new S3BodyStore(bucket.client, bucket.name));
  const run = (input: unknown = inputs[0]) => runToEnd(ledger, { 'erase-user': kind }, 'erase-user', input);
  return { ledger, run };
}

async function entryUsers(table: string): Promise<string[]> {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ e }) => e === 'E');
  return items.map(({ u }) => String(u)).toSorted(ascending((id) => id));
}

/** Every item of the table but those of jobs, by its key. */
async function withoutJobs(table: string): Promise<Map<string, unknown>> {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ e }) => e !== 'J');
  return new Map(items.map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, item]));
}

describe('the job erase-user', () => {
  it('puts the pseudonym in the place of the id, in entries and totals, and waits for the next pass', async () => {
    const { ledger, run } = await start('erase');
    const job = await run();
    expect(job).toMatchObject({
      status: 'done',
      result: { pass: 1, busy: 0, nextPassAt: '2026-11-21T14:00:00.000Z' },
    });
    expect(JSON.stringify(job)).not.toContain(OLD);
    expect(await entryUsers('erase')).toEqual(['erased-1', 'erased-1', 'other']);
    const users = await ledger.totals.users({ from: DAY, to: DAY });
    expect(users.map(({ name, total }) => `${name} ${total.events}`).toSorted()).toEqual([
      'erased-1 1',
      'other 1',
    ]);
    // The erasure itself knows the id until its last pass.
    expect(await itemsHolding(dynamo.client(), 'erase', OLD)).toHaveLength(1);
  });

  it('delivered again after its end does nothing', async () => {
    const { run } = await start('erase-twice');
    await run();
    const once = await withoutJobs('erase-twice');
    expect(await run()).toMatchObject({ status: 'done', result: { superseded: true } });
    expect(await withoutJobs('erase-twice')).toEqual(once);
  });

  it('writes each file of the archived days again under the pseudonym', async () => {
    const { ledger, run } = await start('erase-files');
    const archive = new S3ArchiveStore(bucket.client, bucket.name);
    const keys = [archiveKey(SEALED_DAY), archiveKey(SEALED_DAY, 1)];
    for (const key of keys) {
      const lines = [OLD, 'other'].map((userId) => `${JSON.stringify({ id: key, userId })}\n`);
      await archive.put(key, Readable.from(lines));
    }
    await ledger.audits.seal(SEALED_DAY);
    await ledger.archiveNotes.noteDay(SEALED_DAY, {
      files: 2,
      cost: ZERO_USD,
      events: 4,
      unpriced: 0,
      version: 1n,
    });
    await run();
    for (const key of keys) {
      const users = [];
      for await (const line of archive.lines(key))
        users.push((JSON.parse(line) as { userId: string }).userId);
      expect(users).toEqual(['erased-1', 'other']);
    }
  });

  it('ends at once for an erasure that is gone, and fails without one', async () => {
    const { run } = await start('erase-gone');
    expect(await run({ erasureId: 'gone', requestedAt: 1, pass: 1 })).toMatchObject({
      status: 'done',
      result: { superseded: true },
    });
    expect(await run({})).toMatchObject({ status: 'failed' });
    expect(await entryUsers('erase-gone')).toEqual(['other', OLD, OLD]);
  });
});

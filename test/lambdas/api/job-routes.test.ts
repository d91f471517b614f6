import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';

import { runJob } from '../../../core/jobs/job.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Runs the jobs that the API asked for, as the queue would. */
async function runStarted(api: TestApi, table: string): Promise<void> {
  const kinds = { recalculate: recalculateJob(ledgerOn(dynamo.client(), table, testSettings), memoryWork()) };
  const ports = { jobs: api.ports.jobs.jobs, queue: api.ports.jobs.queue, clock: { now: () => Date.now() } };
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Date.now() + 60_000, true);
}

describe('recalculation over the API', () => {
  it('repairs a planted error, says what it repaired, and moves balancedAsOf', async () => {
    const ledger = await startLedger(dynamo, 'jobs');
    await ledger.record([usageEvent('a'), usageEvent('b')]);
    await ledger.aggregate([DAY]);
    await dynamo.client().send(
      new UpdateCommand({
        TableName: 'jobs',
        Key: { ...totalKey({ kind: 'day', day: DAY, lane: 0, of: { kind: 'user', id: 'user-1' } }) },
        UpdateExpression: 'ADD c :c, v :one',
        ExpressionAttributeValues: { ':c': 5_000_000_000, ':one': 1 },
      }),
    );
    const api = startApi(dynamo, 'jobs');
    expect((await api.call('GET /status', { as: CALLERS.reader })).body).toMatchObject({
      balancedAsOf: null,
    });

    const started = await api.call('POST /recalculate', { as: CALLERS.admin, body: { day: DAY } });
    expect(started.status).toBe(202);
    const jobId = String(started.body['jobId']);
    expect((await api.call(`GET /jobs/${jobId}`, { as: CALLERS.reader })).body).toMatchObject({
      status: 'running',
    });
    await runStarted(api, 'jobs');

    const job = await api.call(`GET /jobs/${jobId}`, { as: CALLERS.reader });
    expect(job.body).toMatchObject({
      status: 'done',
      progress: { done: 1, total: 1 },
      result: { entries: 2, repairs: [{ differenceUsd: '-0.005' }], busy: [] },
    });
    const status = await api.call('GET /status', { as: CALLERS.reader });
    expect(status.body).toMatchObject({ balancedAsOf: '2026-11-21T00:00:00.000Z', drift: '0' });
  });

  it('takes one user, whatever days they were active on', async () => {
    const ledger = await startLedger(dynamo, 'jobs-user');
    await ledger.record([usageEvent('a'), usageEvent('b', { occurredAt: '2026-11-18T10:00:00Z' })]);
    await ledger.aggregate([DAY, aDay('2026-11-18')]);
    const api = startApi(dynamo, 'jobs-user');
    const started = await api.call('POST /users/user-1/recalculate', { as: CALLERS.admin });
    await runStarted(api, 'jobs-user');
    const job = await api.call(`GET /jobs/${String(started.body['jobId'])}`, { as: CALLERS.reader });
    expect(job.body).toMatchObject({ status: 'done', result: { days: 2, entries: 2, repairs: [] } });
  });

  it.each([
    ['POST /recalculate', { day: DAY }, { admin: 202, reader: 403, writer: 403, user: 403, nobody: 401 }],
    ['POST /recalculate', { day: 'soon' }, { admin: 400 }],
    [
      'POST /users/user-1/recalculate',
      undefined,
      { admin: 202, reader: 403, writer: 403, user: 403, nobody: 401 },
    ],
    ['GET /jobs/none', undefined, { admin: 404, reader: 404, writer: 403, user: 403, nobody: 401 }],
  ] as const)('%s %j answers by role', async (request, body, expected) => {
    const api = startApi(dynamo, 'jobs');
    for (const [role, status] of Object.entries(expected)) {
      const as = role === 'nobody' ? 'nobody' : CALLERS[role as keyof typeof CALLERS];
      expect([role, (await api.call(request, { as, body })).status]).toEqual([role, status]);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { reconcileJob } from '../../../lambdas/jobs/reconcile.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;
const files = new Map<string, string>();
const store = {
  putText: (key: string, text: string) => Promise.resolve(void files.set(key, text)),
  getText: (key: string) => Promise.resolve(files.get(key) ?? ''),
};

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'reconcile');
  const usage = { input_tokens: 10_000_000 };
  await ledger.record([
    usageEvent('a', { usage, reportedCostUsd: '1.6' }),
    usageEvent('b', { usage, occurredAt: '2026-11-18T10:00:00Z' }),
    usageEvent('c', { usage, provider: 'anthropic', model: 'claude-sonnet-4-5' }),
  ]);
  await ledger.aggregate([aDay('2026-11-18'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'reconcile', { ports: { files: store } });
});

afterAll(() => dynamo.stop());

const as = CALLERS.reader;
const CSV = `provider,model,day,usd
openai,gpt-4o-mini-2024-07-18,2026-11-20,1.5
openai,gpt-4o,2026-11-20,2
`;

describe('POST /reports/reconcile', () => {
  it('compares a small bill at once, to the last digit', async () => {
    const { status, body } = await api.call('POST /reports/reconcile?from=2026-11-18&to=2026-11-20', {
      as,
      body: CSV,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      billUsd: '3.5',
      ledgerUsd: '3',
      differenceUsd: '0.5',
      summary: {
        matched: { lines: 1, differenceUsd: '0' },
        'missing-here': { lines: 1, differenceUsd: '2' },
        'missing-there': { lines: 1, differenceUsd: '-1.5' },
      },
      reported: [{ model: 'gpt-4o-mini', reportedUsd: '1.6', computedUsd: '1.5', differenceUsd: '0.1' }],
    });
  });

  it('takes options beside the bill, such as plans and names of models', async () => {
    const content = 'provider,model,day,usd\nopenai,mini,2026-11-20,1.5\n';
    const subscriptions = [
      { name: 'Pro', provider: 'openai', unit: 'input_tokens', included: '4000000', feeUsd: '20' },
    ];
    const { body } = await api.call('POST /reports/reconcile', {
      as,
      body: { content, format: 'plain', models: { mini: 'gpt-4o-mini' }, subscriptions },
    });
    expect(body).toMatchObject({
      differenceUsd: '20',
      summary: { matched: { lines: 1 }, 'fixed-fee': { differenceUsd: '20' } },
      quantities: [{ subscription: 'Pro', recorded: '10000000', overage: '6000000' }],
    });
  });

  it.each([
    ['a,b\n1,2\n', 'bill'],
    [{ content: CSV, format: 'focus' }, 'format'],
    [{ content: CSV, format: 'pdf' }, '"field":"format","message":"must be openai-costs'],
    [{ content: CSV, colour: 'red' }, '"field":"colour","message":"is not known here'],
    [{ content: CSV, tolerancePercent: '3' }, '"field":"tolerancePercent"'],
    [{ content: CSV, subscriptions: [{ name: 'Pro', fee: '1' }] }, '"field":"subscriptions.0.fee"'],
    ['provider,usd\nopenai,1.5\n', ''],
    ['{"broken', 'bill'],
  ])('refuses %j with the field', async (body, field) => {
    const answer = await api.call('POST /reports/reconcile', { as, body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(field);
  });

  it('becomes a job for many rows, with the same answer behind an address', async () => {
    const small = await api.call('POST /reports/reconcile?from=2026-11-18', { as, body: CSV });
    const zeros = Array.from({ length: 1000 }, () => 'openai,gpt-4o,2026-11-20,0').join('\n');
    const started = await api.call('POST /reports/reconcile?from=2026-11-18', { as, body: CSV + zeros });
    expect(started.status).toBe(202);
    const jobId = String(started.body['jobId']);
    const kinds = {
      reconcile: reconcileJob(ledgerOn(dynamo.client(), 'reconcile'), store),
    };
    const ports = {
      jobs: api.ports.jobs.jobs,
      queue: api.ports.jobs.queue,
      clock: { now: () => Date.now() },
    };
    // Without time every step takes one day; the queue brings the next.
    for (let i = 0; i < 4; i++) await runJob(ports, kinds, jobId, 0, true);
    const job = await api.call(`GET /jobs/${jobId}`, { as });
    expect(job.body).toMatchObject({
      status: 'done',
      progress: { done: 3, total: 3 },
      result: {
        differenceUsd: '0.5',
        summary: small.body['summary'],
        corrections: small.body['corrections'],
      },
    });
    expect(JSON.parse(files.get(`exports/${jobId}/reconciliation.json`) ?? '')).toEqual(small.body);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSentBill } from '../../../core/bills/reconcile-request.ts';
import { reconcileJob } from '../../../lambdas/jobs/reconcile.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const BILL = 'provider,model,day,usd\nopenai,gpt-4o-mini,2026-11-20,2.25\n';
const clock = { now: () => Date.parse('2026-11-21T03:00:00Z') };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  const usage = await startLedger(dynamo, 'reconcile');
  await usage.record([
    usageEvent('a', { model: 'of-its-own', reportedCostUsd: '1.5' }),
    usageEvent('old', { model: 'of-its-own', reportedCostUsd: '8', occurredAt: '2026-11-10T10:00:00Z' }),
  ]);
});
afterAll(() => dynamo.stop());

function start() {
  // As the route stores what it was sent.
  const files = new Map([['bill.json', JSON.stringify(readSentBill(BILL))]]);
  const store = {
    putText: (key: string, text: string) => Promise.resolve(void files.set(key, text)),
    getText: (key: string) => {
      const text = files.get(key);
      return text === undefined ? Promise.reject(new Error(`NoSuchKey: ${key}`)) : Promise.resolve(text);
    },
  };
  const ledger = ledgerOn(dynamo.client(), 'reconcile', {}, clock);
  const kinds = { reconcile: reconcileJob(ledger, store) };
  return { files, run: (input: object) => runToEnd(ledger, kinds, 'reconcile', input) };
}

describe('the job reconcile', () => {
  it('compares a bill that waits in the bucket with the days it is about, and leaves the answer there', async () => {
    const { files, run } = start();
    const job = await run({ billKey: 'bill.json' });
    expect(job).toMatchObject({
      status: 'done',
      result: { billUsd: '2.25', ledgerUsd: '1.5', differenceUsd: '0.75' },
    });
    expect(JSON.parse(files.get(job?.resultKey ?? '') ?? '')).toMatchObject({ differenceUsd: '0.75' });
  });

  it('takes the days that were asked for', async () => {
    const { run } = start();
    const job = await run({ billKey: 'bill.json', from: '2026-11-09', to: '2026-11-20' });
    expect(job?.result).toMatchObject({ ledgerUsd: '9.5' });
    expect(job?.progress).toEqual({ done: 12, total: 12 });
  });

  it('gives the same answer when it runs twice', async () => {
    const { files, run } = start();
    const [one, two] = [await run({ billKey: 'bill.json' }), await run({ billKey: 'bill.json' })];
    const answers = [one, two].map((job) => files.get(job?.resultKey ?? ''));
    expect(answers[0]).toContain('"differenceUsd":"0.75"');
    expect(answers[1]).toBe(answers[0]);
  });

  it('fails without the bill, and with one that cannot be read', async () => {
    const { files, run } = start();
    expect(await run({ billKey: 'gone.json' })).toMatchObject({
      status: 'failed',
      error: 'NoSuchKey: gone.json',
    });
    files.set('odd.json', JSON.stringify(readSentBill('a,b\n1,2\n')));
    const job = await run({ billKey: 'odd.json' });
    expect(job?.status).toBe('failed');
    expect(job?.error).toContain('bill');
  });
});

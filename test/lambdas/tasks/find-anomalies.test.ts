import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertStatus } from '../../../core/alerts/alert.ts';
import { type Day, DAY_MS, daysBetween } from '../../../core/time/ledger-time.ts';
import { findAnomaliesTask } from '../../../lambdas/tasks/find-anomalies.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T03:20:00Z';
const NOW = Date.parse(AT);
const DAYS = daysBetween(aDay('2026-10-20'), aDay('2026-11-19'));
const ALL = { from: NOW - DAY_MS, to: NOW + DAY_MS, limit: 100 };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** One user who spends 10 USD on each of these days, and this much on the 19th. */
async function start(table: string, days: readonly Day[], lastDayUsd: number) {
  const ledger = await startLedger(dynamo, table, { now: () => NOW });
  await ledger.record(
    days.map((day, index) =>
      usageEvent(`e${day}`, {
        occurredAt: `${day}T01:00:00Z`,
        model: 'secret-model',
        reportedCostUsd: String((day === '2026-11-19' ? lastDayUsd : 10) + (index % 5) / 10),
      }),
    ),
  );
  await ledger.aggregate(days);
  const task = taskOn(dynamo, table, { now: () => NOW });
  return { ...task, run: findAnomaliesTask(task.context) };
}

describe('the task find-anomalies', () => {
  it('stores an alert for each anomaly, which waits to be sent, and run twice nothing new', async () => {
    const { ledger, run, metrics, logs, table } = await start('anomalies', DAYS, 80);
    await run(AT);
    const { alerts } = await ledger.alerts.list(ALL);
    expect(alerts).toHaveLength(4);
    expect(new Set(alerts.map((alert) => `${alert.kind} ${alertStatus(alert)}`))).toEqual(
      new Set(['anomaly PENDING']),
    );
    expect(alerts.every(({ deliveries }) => deliveries.has('event'))).toBe(true);
    expect(logs.filter((line) => line.includes('"anomaly"'))).toHaveLength(4);
    expect(logs.join(), 'names and amounts are in no log').not.toMatch(/user-1|secret-model|8\d\.|episode/);

    const once = await table();
    await run(AT);
    expect(await table()).toEqual(once);
    expect(metrics).toEqual(['AnomaliesFound 4', 'AnomaliesFound 0']);
  });

  it('raises an alert for a model whose provider reports another cost than the prices make, once', async () => {
    const ledger = await startLedger(dynamo, 'variances', { now: () => NOW });
    const day = aDay('2026-11-18');
    const mini = {
      model: 'gpt-4o-mini',
      occurredAt: `${day}T01:00:00Z`,
      usage: { input_tokens: 10_000_000 },
    };
    await ledger.record([usageEvent('low', { ...mini, reportedCostUsd: '3' })]);
    await ledger.aggregate([day]);
    const task = taskOn(dynamo, 'variances', { now: () => NOW });
    const run = findAnomaliesTask(task.context);
    await run(AT);
    await run(AT);
    const { alerts } = await task.ledger.alerts.list(ALL);
    expect(alerts.filter(({ kind }) => kind === 'variance')).toMatchObject([
      { key: { value: { kind: 'model', id: 'gpt-4o-mini' } }, severity: 'warning' },
    ]);
    expect(task.logs.join()).not.toContain('gpt-4o-mini');
  });

  it('raises an alert for a key that ends within thirty days, once, and none for others', async () => {
    await startLedger(dynamo, 'keys', { now: () => NOW });
    const task = taskOn(dynamo, 'keys', { now: () => NOW });
    const key = { scopes: ['read' as const], createdAt: NOW, createdBy: 'an-admin', hash: 'x' };
    await task.ledger.keys.add({ ...key, id: 'soon', name: 'worker', expiresAt: NOW + 20 * DAY_MS });
    await task.ledger.keys.add({ ...key, id: 'later', name: 'other', expiresAt: NOW + 40 * DAY_MS });
    const run = findAnomaliesTask(task.context);
    await run(AT);
    await run(AT);
    const { alerts } = await task.ledger.alerts.list(ALL);
    expect(alerts).toMatchObject([{ kind: 'keys', budgetName: 'worker', severity: 'warning' }]);
    expect(alertStatus(alerts[0] as (typeof alerts)[0])).toBe('PENDING');
    expect(task.logs.join()).not.toContain('worker');
  });

  it('judges ordinary days and raises no alert', async () => {
    const { ledger, run, metrics } = await start('anomalies-none', DAYS.slice(-4), 10);
    await run(AT);
    expect((await ledger.alerts.list(ALL)).alerts).toEqual([]);
    const judged = await ledger.anomalies.judgedDays({ from: aDay('2026-11-17'), to: aDay('2026-11-19') });
    expect([...judged.keys()].toSorted()).toEqual(['2026-11-17', '2026-11-18', '2026-11-19']);
    expect(metrics).toEqual(['AnomaliesFound 0']);
  });
});

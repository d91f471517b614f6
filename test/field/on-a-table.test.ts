import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { startBudgetCheck } from '../support/alerts.ts';
import { startApi } from '../support/api.ts';
import { startLedger, usageEvent } from '../support/ledger.ts';
import { changeForm } from '../../core/budgets/change-form.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = aDay('2026-11-20');
const FLAT = { provider: 'example', model: 'flat', usage: { requests: 1 } };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Events of one time that cost so much each. */
function flat(count: number, usd: string, name = 'event') {
  return Array.from({ length: count }, (_, index) =>
    usageEvent(`${name}-${String(index).padStart(3, '0')}`, {
      ...FLAT,
      reportedCostUsd: usd,
      occurredAt: `${DAY}T10:00:00Z`,
    }),
  );
}

const ORGANISATION = [{ scope: { kind: 'organisation', id: '-' } }] as const;

describe('80 events at once that cross three thresholds', () => {
  it('raises one alert for each threshold, resolves with a higher limit and opens once with a lower one', async () => {
    const table = 'field-alerts';
    const ledger = await startLedger(dynamo, table);
    const checking = startBudgetCheck({ client: dynamo.client(), table, now: NOW });
    const setLimit = (dailyLimit: string) => changeForm({ dailyLimit }, 'admin', NOW, checking.budgets);
    const all = async () =>
      (await checking.alerts.list({ from: NOW - 86_400_000, to: NOW + 86_400_000, limit: 100 })).alerts;
    const checkOften = () =>
      Promise.all(Array.from({ length: 8 }, () => checking.check.totalsChanged([...ORGANISATION])));
    await setLimit('5');
    await Promise.all(flat(80, '0.1').map((event) => ledger.record([event])));
    await ledger.aggregate([DAY]);
    await checkOften();
    expect((await all()).map(({ key }) => key.threshold).toSorted()).toEqual(['100%', '150%', '80%']);

    await setLimit('100');
    await checkOften();
    expect((await all()).filter(({ resolvedAt }) => resolvedAt === undefined)).toEqual([]);
    await setLimit('9');
    await checkOften();
    const open = (await all()).filter(({ resolvedAt }) => resolvedAt === undefined);
    expect(open.map(({ key }) => key.threshold).toSorted()).toEqual(['80%']);
  });
});

describe('50 calls that ask at once for 0.02 of 0.10', () => {
  it('allows as many as fit, and denies the others', async () => {
    const table = 'field-gate';
    await startLedger(dynamo, table);
    const api = startApi(dynamo, table);
    const budget = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '0.10' };
    const made = await api.call('POST /budgets', { body: { ...budget, enforcement: 'deny' } });
    expect(made.status).toBe(201);
    const asked = await Promise.all(
      Array.from({ length: 50 }, () =>
        api.call('POST /budgets/authorize', { body: { userId: 'user-1', estimateUsd: '0.02' } }),
      ),
    );
    const decisions = asked.map(({ body }) => String(body['decision']));
    expect(decisions.filter((one) => one === 'allow')).toHaveLength(5);
    expect(decisions.filter((one) => one === 'deny')).toHaveLength(45);
  });
});

describe('projections of a day, a week and a month', () => {
  it('are made each within its own period', async () => {
    const table = 'field-projections';
    const ledger = await startLedger(dynamo, table);
    const days = Array.from({ length: 20 }, (_, index) =>
      aDay(`2026-11-${String(index + 1).padStart(2, '0')}`),
    );
    for (const day of days) {
      await ledger.record([
        usageEvent(`p-${day}`, { ...FLAT, reportedCostUsd: '1', occurredAt: `${day}T06:00:00Z` }),
      ]);
    }
    await ledger.aggregate(days);
    const api = startApi(dynamo, table);
    const projected: Record<string, number> = {};
    for (const period of ['daily', 'weekly', 'monthly']) {
      const body = { scope: { kind: 'organisation' }, period, limitUsd: '1000' };
      const made = await api.call('POST /budgets', { body });
      const shown = await api.call(`GET /budgets/${String(made.body['id'])}`);
      projected[period] = Number((shown.body['state'] as unknown as { projectedUsd?: string }).projectedUsd);
    }
    // One dollar a day: 1 to 2 by the end of the day, 7 by Sunday, 30 by the end of November.
    expect(projected['daily']).toBeGreaterThanOrEqual(1);
    expect(projected['daily']).toBeLessThanOrEqual(2);
    expect(projected['weekly']).toBeGreaterThanOrEqual(6);
    expect(projected['weekly']).toBeLessThanOrEqual(9);
    expect(projected['monthly']).toBeGreaterThanOrEqual(27);
    expect(projected['monthly']).toBeLessThanOrEqual(34);
  });
});

describe('pages of 230 entries of one time', () => {
  it('brings each once while others are recorded between pages', async () => {
    const table = 'field-pages';
    const ledger = await startLedger(dynamo, table);
    await ledger.record(flat(230, '0'));
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, table);
    const seen: string[] = [];
    let path = `/entries?from=${DAY}&to=${DAY}&limit=50`;
    for (let page = 0; ; page++) {
      const { status, body } = await api.call(`GET ${path}`);
      expect(status).toBe(200);
      seen.push(...(body['entries'] as unknown as { id: string }[]).map(({ id }) => id));
      if (body['nextCursor'] === undefined) break;
      await ledger.record(flat(5, '0', `late-${page}`));
      await ledger.aggregate([DAY]);
      path = `/entries?from=${DAY}&to=${DAY}&limit=50&cursor=${String(body['nextCursor'])}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => id.startsWith('event-'))).toHaveLength(230);
  });
});

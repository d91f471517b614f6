import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { scopeText } from '../../../core/scopes/scope.ts';
import { PREFIX } from '../../../contracts/table-layout.ts';
import { budgetItem } from '../../../adapters/dynamo/budget-item.ts';
import { announceTotals } from '../../../core/alerts/announce-totals.ts';
import { changedScopes, parseChangedScope } from '../../../core/alerts/changed-scopes.ts';
import { changeForm } from '../../../core/budgets/change-form.ts';
import { createBudget } from '../../../core/budgets/manage-budgets.ts';
import { readBudget } from '../../../core/budgets/parse-budget.ts';
import { addDays, type Day } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBudgetCheck } from '../../support/alerts.ts';
import { countReads, type ReadCounts } from '../../support/count-reads.ts';
import { startStrictDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ALL = { from: NOW - 86_400_000, to: NOW + 86_400_000, limit: 2000 };
const FLAT = { provider: 'example', model: 'flat', usage: { requests: 1 } };
const AUTHOR = { by: 'admin', at: NOW };

let dynamo: Awaited<ReturnType<typeof startStrictDynamo>>;
let tables = 0;

beforeAll(async () => {
  dynamo = await startStrictDynamo(Infinity);
});

afterAll(() => dynamo.stop());

async function start() {
  const table = `check-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  const client = dynamo.client();
  const reads: ReadCounts = countReads(client);
  const checking = startBudgetCheck({ client, table, now: NOW });
  let events = 0;
  const eventOf = (reportedCostUsd: string, more: Record<string, unknown>, day: Day) =>
    usageEvent(`event-${events++}`, { ...FLAT, reportedCostUsd, occurredAt: `${day}T10:00:00Z`, ...more });
  const spend = async (usd: string, more: Record<string, unknown> = {}, day = aDay('2026-11-20')) => {
    await ledger.record([eventOf(usd, more, day)]);
    await ledger.aggregate([day]);
  };
  /** The same on each of the days before, in one message. */
  const spendBefore = async (count: number, usd: string) => {
    const days = Array.from({ length: count }, (_, index) => addDays(aDay('2026-11-20'), -1 - index));
    await ledger.record(days.map((day) => eventOf(usd, {}, day)));
    await ledger.aggregate(days);
  };
  // What a person looks at comes from indexes, some time later.
  const raised = async () => {
    dynamo.catchUp();
    return (await checking.alerts.list(ALL)).alerts
      .map(({ key, severity }) => `${key.budgetId} ${key.value.id} ${key.threshold} ${key.basis} ${severity}`)
      .toSorted();
  };
  return Object.assign(checking, { ledger, table, client, reads, spend, spendBefore, raised });
}

describe('the safety net', () => {
  it('reads next to nothing while nothing is recorded, with 500 budgets', async () => {
    const { table, check, reads, spend, raised } = await start();
    const rules = { timeZone: 'UTC', trackedTags: [] };
    const items = Array.from({ length: 500 }, (_, index) => {
      const input = { scope: { kind: 'user', id: `user-${index}` }, period: 'daily', limitUsd: '1' } as const;
      const budget = readBudget(input, { id: `budget-${index}`, source: 'stored' }, rules);
      return budgetItem(budget);
    });
    const settled = dynamo.settled();
    for (let first = 0; first < items.length; first += 25) {
      const requests = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
      await settled.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    }
    await check.safetyNet();
    expect(reads.items(), 'the list of budgets is read once for its version').toBeGreaterThanOrEqual(500);
    reads.reset();
    await check.safetyNet();
    expect(reads.items()).toBe(0);
    expect(reads.calls()).toBeLessThanOrEqual(6);

    await spend('0.9', { userId: 'user-77' });
    reads.reset();
    await check.safetyNet();
    expect(await raised()).toEqual(['budget-77 user-77 80% actual warning']);
    expect(reads.items()).toBeLessThan(30);
  });

  it('warns about a model by its name and its alias when a dated id of it spends, and once for all of them', async () => {
    const { check, budgets, spend, raised } = await start();
    for (const [id, model] of [
      ['name', 'gpt-4.1-mini'],
      ['alias', 'openai/gpt-4.1-mini'],
      ['snapshot', 'gpt-4.1-mini-2025-04-14'],
      ['every', '*'],
    ] as const) {
      const input = { scope: { kind: 'model', id: model }, period: 'daily', limitUsd: '1' } as const;
      await createBudget(id, input, AUTHOR, budgets);
    }
    const usage = { input_tokens: 1_250_000 };
    await spend('0', { provider: 'openai', model: 'gpt-4.1-mini', usage, reportedCostUsd: undefined });
    await spend('0', {
      provider: 'azure',
      model: 'gpt-4.1-mini-2025-04-14',
      usage,
      reportedCostUsd: undefined,
    });
    await check.safetyNet();
    const actual = (await raised()).filter((text) => text.includes('80% actual'));
    expect(actual).toEqual([
      'alias openai/gpt-4.1-mini 80% actual warning',
      'every gpt-4.1-mini 80% actual warning',
      'name gpt-4.1-mini 80% actual warning',
    ]);
    const told = changedScopes([
      {
        correlationId: 'request-7',
        contributions: [
          {
            total: {
              kind: 'cell',
              day: aDay('2026-11-20'),
              lane: 0,
              provider: 'azure',
              service: 'llm',
              model: 'gpt-4.1-mini-2025-04-14',
            },
            cost: picoUsd(1n),
            events: 1,
            unpriced: 0,
          },
        ],
      },
    ]);
    const { budgets: checked } = await check.totalsChanged(told);
    expect(checked).toBe(4);
    expect(told.map(({ correlationId }) => correlationId)).toContain('request-7');
  });

  it('finds what an event that was lost would have told: users, resources, groups and tags', async () => {
    const checking = await start();
    const { check, budgets, spend, raised } = checking;
    const scopes = [
      { kind: 'user', id: '*' },
      { kind: 'resource', type: 'episode', id: '*' },
      { kind: 'group', type: 'podcast', id: 'pod-1' },
      { kind: 'tag', type: 'tier', id: 'tier2' },
      { kind: 'model', id: 'flat' },
    ] as const;
    for (const scope of scopes) {
      await createBudget(scope.kind, { scope, period: 'daily', limitUsd: '1' }, AUTHOR, budgets);
    }
    await spend('0.9');
    await check.safetyNet();
    // The index of the day's resources showed none yet; the next run looks back beyond the one before it.
    expect(await raised()).not.toContain('resource ep-7 80% actual warning');
    checking.now += 15 * 60_000;
    await check.safetyNet();
    expect(await raised()).toEqual([
      'group pod-1 80% actual warning',
      'model flat 80% actual warning',
      'resource ep-7 80% actual warning',
      'tag tier2 80% actual warning',
      'user user-1 80% actual warning',
    ]);
  });
});

describe('after an outage of the function', () => {
  it('what changed meanwhile is looked at, once', async () => {
    const checking = await start();
    const { check, budgets, spend, raised, reads } = checking;
    await changeForm({ dailyLimit: '1' }, 'admin', NOW, budgets);
    await check.safetyNet();
    await spend('0.9');
    checking.now += 5 * 3_600_000;
    expect((await check.safetyNet()).budgets).toBe(1);
    expect(await raised()).toEqual(['organisation-daily - 80% actual warning']);
    checking.now += 15 * 60_000;
    reads.reset();
    expect((await check.safetyNet()).budgets).toBe(0);
    expect(reads.items(), 'what it reads while idle').toBeLessThan(6);
  });
});

describe('a projection', () => {
  const MONTHLY = 'organisation-monthly - 80% projected warning';
  const ORGANISATION = [{ scope: { kind: 'organisation', id: '-' } }] as const;

  it('alerts, marked so, with the spend that raises it, once there is a week of history', async () => {
    const checking = await start();
    const { check, budgets, spend, raised } = checking;
    await changeForm({ monthlyLimit: '40' }, 'admin', NOW, budgets);
    await spend('1');
    await check.safetyNet();
    expect(await raised()).toEqual([]);
    for (let days = 1; days <= 14; days++) await spend('1.3', {}, addDays(aDay('2026-11-20'), -days));
    await spend('0.1');
    // What was made of too short a past is believed for a quarter of an hour.
    checking.now += 15 * 60_000;
    await check.totalsChanged(ORGANISATION);
    expect(await raised()).toEqual([MONTHLY]);
    await check.safetyNet();
    expect(await raised()).toEqual([MONTHLY]);
  });

  it('reads ten weeks once a day, whichever function checks, and then one small item or nothing', async () => {
    const { check, budgets, spend, spendBefore, raised, reads, client, table } = await start();
    await changeForm({ monthlyLimit: '1000' }, 'admin', NOW, budgets);
    await spendBefore(30, '1.3');
    const itemsOf = async (one: typeof check) => {
      reads.reset();
      await one.totalsChanged(ORGANISATION);
      return reads.items();
    };
    const first = await itemsOf(check);
    await spend('0.1');
    const warm = await itemsOf(check);
    // What the first function found of the past it wrote down; another reads it some time later.
    dynamo.catchUp();
    const other = startBudgetCheck({ client, table, now: NOW });
    await other.budgets.books.current();
    const cold = await itemsOf(other.check);
    expect(first - warm).toBeGreaterThan(25);
    expect(cold - warm).toBeLessThanOrEqual(5);

    await changeForm({ monthlyLimit: '45' }, 'admin', NOW, budgets);
    await spend('0.1');
    await check.totalsChanged(ORGANISATION);
    expect(await raised()).toEqual([MONTHLY]);
  });

  it('resolves beside the actual spend', async () => {
    const { check, budgets, spend, spendBefore, raised, alerts } = await start();
    await changeForm({ monthlyLimit: '38' }, 'admin', NOW, budgets);
    await spendBefore(14, '1.3');
    await spend('0.1');
    await check.totalsChanged(ORGANISATION);
    expect(await raised()).toEqual([MONTHLY]);
    await spend('60');
    await check.totalsChanged(ORGANISATION);
    dynamo.catchUp();
    const open = (await alerts.list(ALL)).alerts.filter(({ resolvedAt }) => resolvedAt === undefined);
    expect(new Set(open.map(({ key }) => key.basis))).toEqual(new Set(['actual']));
  });
});

describe('a check', () => {
  it('turns gates at thresholds with an action, once, and tells it', async () => {
    const { check, budgets, spend, gates } = await start();
    const form = { dailyLimit: '1', autoScaleDown: true, emergencyStop: true };
    await changeForm(form, 'admin', NOW, budgets);
    await spend('1.1');
    await check.totalsChanged([{ scope: { kind: 'organisation', id: '-' } }]);
    await check.totalsChanged([{ scope: { kind: 'organisation', id: '-' } }]);
    await spend('0.5');
    await check.totalsChanged([{ scope: { kind: 'organisation', id: '-' } }]);
    expect(gates).toEqual(['organisation-daily degrade', 'organisation-daily deny']);
    dynamo.catchUp();
    const notes = (await budgets.store.changes('organisation-daily', 10)).map(({ what }) => what);
    expect(notes).toHaveLength(2);
  });

  it('of a budget for every value looks at all that spent in the period', async () => {
    const { check, budgets, spend, raised } = await start();
    await spend('0.9', { userId: 'early' }, aDay('2026-11-02'));
    await spend('0.9', { userId: 'late' });
    const scope = { kind: 'user', id: '*' } as const;
    await createBudget('each', { scope, period: 'monthly', limitUsd: '1' }, AUTHOR, budgets);
    await check.totalsChanged([{ scope }]);
    expect(await raised()).toEqual(['each early 80% actual warning', 'each late 80% actual warning']);
  });

  it('resolves when a correction takes the spend back, and raises the next arm when it is reached again', async () => {
    const { check, budgets, spend, alerts, ledger } = await start();
    await changeForm({ dailyLimit: '1' }, 'admin', NOW, budgets);
    await spend('0.9');
    const look = () => check.totalsChanged([{ scope: { kind: 'organisation', id: '-' } }]);
    await look();
    const cell = { provider: 'example', service: 'llm', model: 'flat' };
    const total = { kind: 'cell', day: aDay('2026-11-20'), lane: 0, ...cell } as const;
    const back = { total, cost: parseUsd('-0.2'), events: 0, unpriced: 0 };
    await ledger.ports.totals.commit([], [back], NOW);
    expect(await look()).toMatchObject({ raised: 0, resolved: 1 });
    await spend('0.2');
    expect(await look()).toMatchObject({ raised: 1, resolved: 0 });
    dynamo.catchUp();
    expect((await alerts.list(ALL)).alerts.map(({ key }) => key.arm).toSorted((a, b) => a - b)).toEqual([
      1, 2,
    ]);
  });
});

describe('two checks at once', () => {
  it('of which the slower one saw less spend, leave the alert of the other open and raise it once', async () => {
    const { check, budgets, spend, alerts, client } = await start();
    await changeForm({ dailyLimit: '1' }, 'admin', NOW, budgets);
    await spend('0.1');
    const look = () => check.totalsChanged([{ scope: { kind: 'organisation', id: '-' } }]);
    let overtaken = false;
    let quicker: unknown;
    client.middlewareStack.add(
      (next) => async (args) => {
        const asked = inspect(args.input, { depth: 5 });
        if (!overtaken && asked.includes(`'${PREFIX.alert}`)) {
          // The slower check has read what was spent, and now reads the alerts.
          overtaken = true;
          await spend('0.8');
          quicker = await look();
        }
        return await next(args);
      },
      { step: 'initialize' },
    );
    expect(await look()).toMatchObject({ raised: 0, resolved: 0 });
    expect(quicker).toMatchObject({ raised: 1 });
    expect(await look()).toMatchObject({ raised: 0, resolved: 0 });
    dynamo.catchUp();
    const all = (await alerts.list(ALL)).alerts;
    expect(all.map(({ key, resolvedAt }) => [key.threshold, key.arm, resolvedAt])).toEqual([
      ['80%', 1, undefined],
    ]);
  });
});

describe('announcing totals', () => {
  it('names every scope of the batch once, and reads them back', async () => {
    const { ledger } = await start();
    await ledger.record([usageEvent('a', FLAT), usageEvent('b', { ...FLAT, userId: undefined })]);
    const scopes = changedScopes(await ledger.records('2026-11-20'));
    expect(scopes.map(({ scope }) => scopeText(scope)).toSorted()).toEqual([
      '["group","podcast","pod-1"]',
      '["model","","flat"]',
      '["organisation","","-"]',
      '["provider","","example"]',
      '["resource","episode","ep-7"]',
      '["service","","llm"]',
      '["tag","tier","tier2"]',
      '["user","","-"]',
      '["user","","user-1"]',
    ]);
    expect(scopes.map(({ scope }) => parseChangedScope(scopeText(scope)))).toEqual(
      scopes.map(({ scope }) => scope),
    );
    expect(() => parseChangedScope('["user"]')).toThrow('is not a scope');
    expect(() => parseChangedScope('["planet","","mars"]')).toThrow('is not a scope');
    expect(() => parseChangedScope('["operation","","script"]')).toThrow('budgets do not watch');
  });

  it('sends nothing while there is no budget, and asks no more once there is', async () => {
    const { ledger } = await start();
    await ledger.record([usageEvent('a', FLAT)]);
    const records = await ledger.records('2026-11-20');
    let version = 0n;
    let asked = 0;
    let sent = 0;
    const announce = announceTotals({
      store: { version: () => Promise.resolve((asked++, version)) },
      events: { totalsChanged: () => Promise.resolve(void sent++) },
      stageHasBudgets: false,
    });
    await announce(records);
    expect({ asked, sent }).toEqual({ asked: 1, sent: 0 });
    version = 1n;
    await announce(records);
    await announce(records);
    expect({ asked, sent }).toEqual({ asked: 2, sent: 2 });
    await announce([]);
    expect(sent).toBe(2);
  });
});

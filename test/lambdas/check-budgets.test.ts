import '../../testing/function-environment.ts';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusPublisher } from '../../adapters/eventbridge/event-publisher.ts';
import { ALERT_RAISED } from '../../contracts/budget-events.ts';
import { changedScopes } from '../../core/alerts/changed-scopes.ts';
import { aDay } from '../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import { startBudgetCheck } from '../support/alerts.ts';
import { startLedger, usageEvent } from '../support/ledger.ts';
import { lambdaContext } from '../support/stream-event.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = aDay('2026-11-20');
/** What the schedule sends; it has no field of an event. */
const SCHEDULE: object = { task: 'check-budgets', scheduledAt: '2026-11-20T12:00:00Z' };
const BUDGET = {
  id: 'tight',
  name: 'A tight budget',
  scope: { kind: 'organisation' },
  period: 'lifetime',
  limitUsd: '1',
} as const;

const bus = mockClient(EventBridgeClient);
let dynamo: TestDynamo;
let module: typeof import('../../lambdas/check-budgets.ts');

beforeAll(async () => {
  dynamo = await startDynamo();
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  vi.stubEnv('TABLE_NAME', 'wired');
  vi.stubEnv('LEDGER_SETTINGS', JSON.stringify({ budgets: [BUDGET] }));
  module = await import('../../lambdas/check-budgets.ts');
});
afterAll(() => {
  dynamo.stop();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
});

function published() {
  return bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
}

/** The events that a publisher puts on the bus, as EventBridge hands them to the function. */
async function eventsOf(publish: (publisher: BusPublisher) => Promise<void>) {
  bus.resetHistory();
  await publish(new BusPublisher(new EventBridgeClient({}), 'ledger-bus'));
  return published().map(({ DetailType = '', Detail = '' }) => ({
    'detail-type': DetailType,
    detail: JSON.parse(Detail) as unknown,
  }));
}

/** A ledger that spent 2 USD under a budget of 1, and the handler over the real check. */
async function start(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([usageEvent('a', { model: 'of-its-own', reportedCostUsd: '2' })]);
  await usage.aggregate([DAY]);
  const settings = { budgets: [BUDGET] };
  const checking = startBudgetCheck({ client: dynamo.client(), table, now: NOW, settings });
  const alerts = async () => {
    const found = await checking.alerts.list({ from: NOW - 1, to: NOW + 1000, limit: 100 });
    return found.alerts.map(({ id, key, breachedAt }) => ({ id, threshold: key.threshold, breachedAt }));
  };
  const scopes = changedScopes(await usage.records(DAY));
  const [changed] = await eventsOf((publisher) => publisher.totalsChanged(scopes));
  if (!changed) throw new Error('nothing was published');
  return { checking, alerts, changed, run: module.checkBudgetsHandler(checking.check) };
}

describe('the function check-budgets', () => {
  it('raises and sends the alerts of budgets whose totals changed, once', async () => {
    const { checking, alerts, changed, run } = await start('changed');
    await run({ ...changed, time: '2026-11-20T11:59:58Z' });
    const raised = await alerts();
    expect(raised.map(({ threshold }) => threshold)).toContain('100%');
    // When the bus was told is when the threshold was reached, as far as anybody knows.
    expect(new Set(raised.map(({ breachedAt }) => breachedAt))).toEqual(
      new Set([Date.parse('2026-11-20T11:59:58Z')]),
    );
    expect(
      checking.sent
        .filter(({ channel }) => channel === 'event')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(raised.map(({ id }) => id).toSorted());
    const before = checking.sent.length;
    await run(changed);
    expect(await alerts()).toEqual(raised);
    expect(checking.sent).toHaveLength(before);
  });

  it('delivers the alerts that an event names, each once', async () => {
    const { checking, alerts, changed, run } = await start('waiting');
    const failing = startBudgetCheck({
      client: dynamo.client(),
      table: 'waiting',
      now: NOW,
      settings: { budgets: [BUDGET] },
      beforeSend: () => Promise.reject(new Error('the bus is away')),
    });
    await module.checkBudgetsHandler(failing.check)(changed);
    const ids = (await alerts()).map(({ id }) => id);
    expect(checking.sent).toEqual([]);
    checking.now = NOW + 3_600_000;
    const [waiting] = await eventsOf((publisher) => publisher.alertsWaiting(ids));
    await run(waiting ?? {});
    await run(waiting ?? {});
    const sent = checking.sent.map(({ channel, id }) => `${channel} ${id}`);
    expect(new Set(checking.sent.map(({ id }) => id))).toEqual(new Set(ids));
    expect(sent).toHaveLength(new Set(sent).size);
    expect(ids.length).toBeGreaterThan(0);
  });

  it('finds by its schedule what no event told of', async () => {
    const { checking, alerts, run } = await start('net');
    await run(SCHEDULE);
    expect((await alerts()).map(({ threshold }) => threshold)).toContain('100%');
    const before = checking.sent.length;
    await run(SCHEDULE);
    expect(checking.sent).toHaveLength(before);
  });

  it.each<[string, object, string]>([
    ['an unknown task', { ...SCHEDULE, task: 'brew-coffee' }, 'task'],
    ['no time', { task: 'check-budgets' }, 'scheduledAt'],
    ['an unknown event', { 'detail-type': 'CoffeeReady', detail: {} }, 'task'],
    ['changed totals without scopes', { 'detail-type': 'TotalsChanged', detail: {} }, 'scopes'],
    ['waiting alerts without ids', { 'detail-type': 'AlertsWaiting', detail: { alerts: 7 } }, 'alerts'],
  ])('rejects %s and evaluates nothing', async (what, event, why) => {
    const { alerts, run } = await start(`odd-${what.replaceAll(' ', '-')}`);
    await expect(run(event)).rejects.toThrow(why);
    expect(await alerts()).toEqual([]);
  });

  it('is wired up as it is deployed: table, budgets and bus of its environment', async () => {
    const now = { now: () => Date.now() };
    const usage = await startLedger(dynamo, 'wired', now);
    const occurredAt = new Date(now.now()).toISOString();
    await usage.record([usageEvent('a', { occurredAt, model: 'of-its-own', reportedCostUsd: '2' })]);
    await usage.aggregate([aDay(occurredAt.slice(0, 10))]);
    await module.handler(SCHEDULE, lambdaContext);
    const raised = published();
    expect(new Set(raised.map(({ EventBusName, DetailType }) => `${EventBusName} ${DetailType}`))).toEqual(
      new Set([`ledger-bus ${ALERT_RAISED}`]),
    );
    expect(raised.map(({ Detail = '' }) => Detail).join()).toContain('A tight budget');
    const { alerts } = ledgerOn(dynamo.client(), 'wired');
    const stored = await alerts.list({ from: now.now() - 60_000, to: now.now() + 60_000, limit: 100 });
    expect(stored.alerts).toHaveLength(raised.length);
    await module.handler(SCHEDULE, lambdaContext);
    expect(published()).toHaveLength(raised.length);
  });

  it.each(['TABLE_NAME', 'EVENT_BUS_NAME'])('does not start without %s, and names it', async (name) => {
    vi.resetModules();
    const before = process.env[name];
    vi.stubEnv(name, '');
    await expect(import('../../lambdas/check-budgets.ts')).rejects.toThrow(name);
    vi.stubEnv(name, before);
  });
});

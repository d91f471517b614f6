import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAlertCanaryStore } from '../../../adapters/dynamo/alert-canary-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { changedScopes } from '../../../core/alerts/changed-scopes.ts';
import { flyCanary } from '../../../core/alerts/alert-canary.ts';
import { aDay } from '../../../testing/dates.ts';
import { startBudgetCheck } from '../../support/alerts.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger } from '../../support/ledger.ts';

const HOURS = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T12:00:00.000Z'] as const;

let dynamo: TestDynamo;
let tables = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

/** A ledger whose queue, recorder and aggregator work at once; `deaf`: the budget check hears nothing. */
async function start({ deaf }: { deaf: boolean }) {
  const table = `canary-${tables++}`;
  const ledger = await startLedger(dynamo, table);
  const client = dynamo.client();
  const now = Date.parse(HOURS[2]);
  const checking = startBudgetCheck({ client, table, now, settings: { alertCanary: true } });
  const send = async (body: string) => {
    await ledger.record([JSON.parse(body) as Record<string, unknown>], ulid());
    await ledger.aggregate([aDay('2026-11-20')]);
    if (!deaf) await checking.check.totalsChanged(changedScopes(await ledger.records('2026-11-20')));
  };
  const ports = {
    canaries: new DynamoAlertCanaryStore(new Table(client, table)),
    alerts: checking.alerts,
    sender: { send },
  };
  return { fly: (hour: string) => flyCanary(hour, ports), checking };
}

describe('the canary of alerting', () => {
  it('passes the limit of its own budget each time, and costs next to nothing', async () => {
    const { fly, checking } = await start({ deaf: false });
    expect(await fly(HOURS[0])).toBe('first');
    expect(await fly(HOURS[1])).toBe('arrived');
    expect(await fly(HOURS[1]), 'the same run again').toBe('first');
    expect(await fly(HOURS[2])).toBe('arrived');
    expect(checking.sent.map(({ channel }) => channel)).toEqual(['event', 'event', 'event']);
    const [state] = await checking.budgets.states.spend.read([
      { value: { kind: 'organisation', id: '-' }, from: aDay('2026-11-20'), to: aDay('2026-11-20') },
    ]);
    expect(state?.reduce((sum, { cost }) => sum + cost, 0n)).toBe(3n);
  });

  it('is missed when no check runs', async () => {
    const { fly } = await start({ deaf: true });
    await fly(HOURS[0]);
    expect(await fly(HOURS[1])).toBe('missed');
  });
});

import { aDay } from '../../../testing/dates.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseUsd } from '../../../core/money/decimal.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startOddDay } from '../../support/odd-day.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  api = await startOddDay(dynamo, 'projections');
});

afterAll(() => dynamo.stop());

interface Answer {
  readonly spentUsd: string;
  readonly projectedUsd: string;
  readonly lowUsd: string;
  readonly highUsd: string;
  readonly backtestError: string | null;
  readonly adjustedBy: string | null;
  readonly services: {
    readonly service: string;
    readonly projectedUsd: string;
    readonly adjustedBy: string | null;
  }[];
}

async function project(query: string): Promise<Answer> {
  const { status, body } = await api.call(`/projections${query}`);
  expect(status).toBe(200);
  return body as unknown as Answer;
}

describe('GET /projections', () => {
  it('projects the month end of the organisation and each service with an interval and an error', async () => {
    const { projectedUsd, lowUsd, highUsd, backtestError, services } = await project('');
    // 30 days at about 20 USD, and 50 USD more on one day.
    expect(Number(projectedUsd)).toBeGreaterThan(600);
    expect(Number(projectedUsd)).toBeLessThan(720);
    expect(Number(lowUsd)).toBeLessThanOrEqual(Number(projectedUsd));
    expect(Number(highUsd)).toBeGreaterThanOrEqual(Number(projectedUsd));
    expect(Number(backtestError)).toBeGreaterThan(0);
    expect(services.map(({ service }) => service)).toEqual(['tts', 'llm']);
  });

  it('projects services so that they add up to the organisation, in the list and alone', async () => {
    const { projectedUsd, services } = await project('');
    const sum = services.reduce((total, one) => total + parseUsd(one.projectedUsd), 0n);
    expect(sum).toBe(parseUsd(projectedUsd));
    const llm = services.find(({ service }) => service === 'llm');
    expect(await project('?service=llm')).toMatchObject({
      projectedUsd: llm?.projectedUsd,
      adjustedBy: llm?.adjustedBy,
    });
  });

  it('projects one user by their own past', async () => {
    const user = await project('?userId=steady');
    expect(Number(user.projectedUsd)).toBeCloseTo(303, -1);
    expect(user.adjustedBy).toBeNull();
    expect((await project('?userId=nobody')).projectedUsd).toBe('0');
  });

  it('says how many events of the month have no price, of each that they are missing in', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-projections', { now: () => NOW });
    const unknown = { model: 'nobody-prices-it', userId: 'steady' };
    await ledger.record([
      usageEvent('of-october', { ...unknown, occurredAt: '2026-10-31T08:00:00Z' }),
      usageEvent('first', { ...unknown, occurredAt: '2026-11-02T08:00:00Z' }),
      usageEvent('today', unknown),
      usageEvent('priced', { userId: 'odd' }),
    ]);
    await ledger.aggregate([aDay('2026-10-31'), aDay('2026-11-02'), aDay('2026-11-20')]);
    const unpriced = startApi(dynamo, 'unpriced-projections', { clock: { now: () => NOW } });
    const { body } = await unpriced.call('/projections');
    expect(body).toMatchObject({ unpricedEvents: 2, services: [{ service: 'llm', unpricedEvents: 2 }] });
    for (const [userId, unpricedEvents] of [
      ['steady', 2],
      ['odd', 0],
    ])
      expect((await unpriced.call(`/projections?userId=${userId}`)).body).toMatchObject({ unpricedEvents });
    expect((await unpriced.call('/dashboard')).body).toMatchObject({ projection: { unpricedEvents: 2 } });
  });

  it('refuses two things at once', async () => {
    expect((await api.call('/projections?userId=a&service=llm')).status).toBe(400);
  });

  it('is what the month of the budget is projected to', async () => {
    await api.call('PUT /budget/config', { body: { monthlyLimit: '1000' } });
    const { body } = await api.call('/budget/status');
    expect(body).toMatchObject({ monthly: { projectedUsd: (await project('')).projectedUsd } });
  });
});

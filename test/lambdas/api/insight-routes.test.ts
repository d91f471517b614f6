import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseUsd } from '../../../core/money/decimal.ts';
import { addDays, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const TODAY = aDay('2026-11-20');
const DAYS = daysBetween(aDay('2026-09-15'), addDays(TODAY, -1));
/** The day that costs six times as much, for one user. */
const ODD_DAY = '2026-11-17';

let dynamo: TestDynamo;
let api: TestApi;

function event(id: string, day: string, userId: string, usd: number) {
  return usageEvent(id, {
    occurredAt: `${day}T08:00:00Z`,
    model: 'nobody-knows-it',
    reportedCostUsd: usd.toFixed(2),
    userId,
    service: userId === 'steady' ? 'llm' : 'tts',
  });
}

beforeAll(async () => {
  dynamo = await startDynamo();
  const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') };
  const ledger = await startLedger(dynamo, 'insight', clock);
  const events = DAYS.flatMap((day, index) => [
    event(`s${day}`, day, 'steady', 10 + (index % 3) / 10),
    event(`o${day}`, day, 'odd', (day === ODD_DAY ? 60 : 10) + (index % 4) / 10),
  ]);
  await ledger.record(events);
  await ledger.aggregate(DAYS);
  api = startApi(dynamo, 'insight', { clock });
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

  it('refuses two things at once', async () => {
    expect((await api.call('/projections?userId=a&service=llm')).status).toBe(400);
  });

  it('is what the month of the budget is projected to', async () => {
    await api.call('PUT /budget/config', { body: { monthlyLimit: '1000' } });
    const { body } = await api.call('/budget/status');
    expect(body).toMatchObject({ monthly: { projectedUsd: (await project('')).projectedUsd } });
  });
});

describe('GET /anomalies', () => {
  interface Item {
    readonly dimension: string;
    readonly key: string;
    readonly day: string;
  }

  async function find(query: string): Promise<Item[]> {
    const { status, body } = await api.call(`/anomalies${query}`);
    expect(status).toBe(200);
    return (body as unknown as { items: Item[] }).items;
  }

  it('finds the planted day for its user and service, and says nothing of the steady ones', async () => {
    const found = await find('');
    const names = found.map(({ dimension, key, day }) => `${dimension} ${key} ${day}`);
    expect(names).toContain(`user odd ${ODD_DAY}`);
    expect(names).toContain(`service tts ${ODD_DAY}`);
    expect(names.filter((name) => name.includes('steady') || !name.endsWith(ODD_DAY))).toEqual([]);
  });

  it('looks at the days and the dimension that are asked for', async () => {
    expect(await find(`?from=2026-11-01&to=2026-11-16`)).toEqual([]);
    const users = await find(`?from=${ODD_DAY}&to=${ODD_DAY}&dimension=user`);
    expect(users).toMatchObject([{ dimension: 'user', key: 'odd', since: ODD_DAY, kind: 'spike' }]);
  });

  it('has no say about days that are not over', async () => {
    expect(await find(`?from=${TODAY}&to=${TODAY}`)).toEqual([]);
  });
});

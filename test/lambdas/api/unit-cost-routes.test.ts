import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAYS = [aDay('2026-11-08'), aDay('2026-11-19'), aDay('2026-11-20')] as const;

let dynamo: TestDynamo;
let api: TestApi;

function event(id: string, day: string, episode: string, usd?: string) {
  return usageEvent(id, {
    occurredAt: `${day}T08:00:00Z`,
    model: 'nobody-knows-it',
    resource: { type: 'episode', id: episode },
    group: { type: 'show', id: 'science' },
    ...(usd === undefined ? {} : { reportedCostUsd: usd }),
  });
}

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'units', { now: () => NOW });
  await ledger.record([
    event('old', DAYS[0], 'ep-1', '4'),
    event('late', DAYS[1], 'ep-1', '1'),
    event('two', DAYS[1], 'ep/2', '2'),
    event('unknown', DAYS[2], 'ep/2'),
    ...Array.from({ length: 21 }, (_, index) =>
      usageEvent(`kind-${index}`, {
        occurredAt: `${DAYS[2]}T08:00:00Z`,
        resource: { type: `kind-${index}`, id: 'one' },
      }),
    ),
  ]);
  await ledger.aggregate(DAYS);
  api = startApi(dynamo, 'units', { clock: { now: () => NOW } });
  await api.call('PUT /resources?type=episode&id=ep%2F2', { body: { name: 'Pilot' } });
});

afterAll(() => dynamo.stop());

describe('GET /unit-costs', () => {
  it('tells what one of a kind costs on average, at most and by week, of all of them', async () => {
    const { body } = await api.call('/unit-costs/resource?from=2026-11-01&to=2026-11-20', {
      as: CALLERS.reader,
    });
    const pilot = { id: 'ep/2', name: 'Pilot', totalUsd: '2', unpricedEvents: 1 };
    const first = { id: 'ep-1', name: null, totalUsd: '5', unpricedEvents: 0 };
    expect(body).toMatchObject({ dimension: 'resource', furtherKinds: 2 });
    expect((body['kinds'] as unknown as object[])[0]).toEqual({
      type: 'episode',
      count: 2,
      totalUsd: '7',
      averageUsd: '3.5',
      unpricedEvents: 1,
      withUnpriced: 1,
      dearest: first,
      weeks: [
        {
          week: '2026-11-16',
          count: 1,
          totalUsd: '2',
          averageUsd: '2',
          unpricedEvents: 1,
          withUnpriced: 1,
          dearest: pilot,
        },
        {
          week: '2026-11-02',
          count: 1,
          totalUsd: '5',
          averageUsd: '5',
          unpricedEvents: 0,
          withUnpriced: 0,
          dearest: first,
        },
      ],
    });
  });

  it('tells the same of groups by the weeks in which they were used', async () => {
    const { body } = await api.call('/unit-costs/group?from=2026-11-01&to=2026-11-20');
    const kinds = body['kinds'] as unknown as { type: string; weeks: { week: string; totalUsd: string }[] }[];
    const shows = kinds.find(({ type }) => type === 'show');
    expect(shows?.weeks.map(({ week, totalUsd }) => [week, totalUsd])).toEqual([
      ['2026-11-16', '3'],
      ['2026-11-02', '4'],
    ]);
  });

  it('refuses what has no unit costs, by name', async () => {
    const { status, body } = await api.call('/unit-costs/model');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ field: 'dimension', message: 'must be one of resource, group' }],
    });
  });
});

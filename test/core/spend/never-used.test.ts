import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

/** A closed month, in which nothing was used. */
const BEFORE = 'from=2026-09-01&to=2026-09-30';
const LATER = 'from=2026-11-21&to=2026-11-21';

let dynamo: TestDynamo;
let api: TestApi;
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'never-used');
  await ledger.record([
    usageEvent('first', { occurredAt: '2026-09-01T10:00:00Z', userId: undefined, model: 'gpt-4.1-mini' }),
    usageEvent('a'),
  ]);
  await ledger.aggregate([aDay('2026-09-01'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'never-used');
  await api.call('PUT /users/named', { body: { name: 'Ada' } });
});
afterAll(() => dynamo.stop());

const read = async (path: string) => (await api.call(path)).body;
const control = async (path: string) => (await api.call(path)).headers['cache-control'];
const statementOf = (userId: string, format: string) =>
  api.call(`/reports/statement?userId=${userId}&month=2026-10&format=${format}`);

describe('a user, a group or a resource of a read', () => {
  it.each([
    ['/users/user-1', '/users/nobody'],
    ['/groups/podcast/pod-1', '/groups/podcast/pod-2'],
    ['/resources/episode/ep-7', '/resources/episode/ep-8'],
    ['/resources/episode/ep-7', '/resources/job/ep-7'],
  ])('%s was used, also on days without usage, and %s never', async (known, unknown) => {
    for (const range of ['', `?${BEFORE}`, `?${LATER}`]) {
      expect([range, (await read(known + range))['neverUsed']]).toEqual([range, false]);
      expect(await read(unknown + range)).toMatchObject({ totalUsd: '0', events: 0, neverUsed: true });
    }
  });

  it('with a name alone was never used', async () => {
    expect(await read('/users/named')).toMatchObject({ name: 'Ada', neverUsed: true });
  });

  it('is not kept as unused for as long as the answer of a closed month is', async () => {
    const kept = await control('/groups/podcast/pod-1?from=2026-09-01&to=2026-09-30');
    expect(kept).toContain('immutable');
    for (const path of ['/users/nobody', '/groups/podcast/no', '/resources/episode/no', '/breakdown/model']) {
      const query = path.startsWith('/breakdown') ? '&user=nobody' : '';
      expect([path, await control(`${path}?${BEFORE}${query}`)]).toEqual([
        path,
        expect.not.stringContaining('immutable'),
      ]);
    }
  });
});

describe('a statement', () => {
  it('says that its user was never used, as JSON and on the page', async () => {
    expect((await statementOf('user-1', 'json')).body).toMatchObject({ total: '0.00', neverUsed: false });
    expect((await statementOf('nobody', 'json')).body).toMatchObject({ total: '0.00', neverUsed: true });
    expect((await statementOf('user-1', 'html')).text).not.toContain('No usage of this user');
    expect((await statementOf('nobody', 'html')).text).toContain(
      'No usage of this user is in the ledger: check the id.',
    );
  });
});

describe('filters that nothing of the ledger fits', () => {
  const FILTERS = [
    ['user=user-1', 'user=nobody', 'user'],
    ['userId=user-1', 'userId=nobody', 'user'],
    ['group=podcast/pod-1', 'group=podcast/no', 'group'],
    ['resource=episode/ep-7', 'resource=episode/no', 'resource'],
    ['tag=tier:tier2', 'tag=tier:gold', 'tag'],
    ['provider=openai', 'provider=nobody', 'provider'],
    ['service=llm', 'service=tts', 'service'],
    ['model=gpt-4o-mini', 'model=gpt-nothing', 'model'],
    ['operation=script-generation', 'operation=nothing', 'operation'],
  ] as const;

  it.each(FILTERS)(
    'are told apart from those that were used on other days: %s, %s',
    async (known, unknown, name) => {
      for (const path of ['/breakdown/model', '/trends']) {
        expect(await read(`${path}?${LATER}&${known}`)).not.toHaveProperty('neverUsed');
        expect((await read(`${path}?${LATER}&${unknown}`))['neverUsed']).toEqual([name]);
        expect((await read(`${path}?from=2026-11-20&to=2026-11-20&${unknown}`))['neverUsed']).toEqual([name]);
      }
    },
  );

  it('are named each by itself beside one that was used', async () => {
    const { neverUsed } = await read(
      `/breakdown/service?${LATER}&user=user-1&model=gpt-nothing&provider=nobody`,
    );
    expect(neverUsed).toEqual(['provider', 'model']);
  });
});

import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const ULID = ulid(Date.parse('2026-11-20T08:00:00Z'));
/** An id that a path cannot carry. */
const ALONE = 'alone/7/a?b#c%2F';
let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;

/** Every page of a list of entries, in order. */
async function allPages(path: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const next: string = cursor === undefined ? path : `${path}&cursor=${cursor}`;
    const { status, body } = await api.call(next);
    expect(status).toBe(200);
    const page = body as unknown as { entries: { id: string }[]; nextCursor?: string };
    ids.push(...page.entries.map(({ id }) => id));
    cursor = page.nextCursor;
    pages++;
  } while (cursor !== undefined);
  return { ids, pages };
}

const numbered = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, '0')}`);

function timeOf(index: number): string {
  return `2026-11-${18 + (index % 3)}T0${index % 4}:30:00.${String(index).padStart(3, '0')}Z`;
}

beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'entries');
  await ledger.record([
    ...numbered.map((id, index) =>
      usageEvent(id, {
        occurredAt: timeOf(index),
        userId: `user-${index % 2}`,
        usage: { input_tokens: 1000 * (index + 1) },
        outcome: index % 5 === 0 ? 'failure' : 'success',
        tags: { tier: `tier${index % 2}`, plan: 'free' },
      }),
    ),
    usageEvent('same-time-a', { occurredAt: '2026-11-17T10:00:00.000Z' }),
    usageEvent('same-time-b', { occurredAt: '2026-11-17T10:00:00.000Z' }),
    usageEvent(ALONE, {
      occurredAt: '2026-11-17T11:00:00Z',
      userId: undefined,
      resource: { type: 'session', id: 'a/b#c%' },
      group: undefined,
      model: 'nobody-knows-it',
      operation: 'other',
      tags: {},
    }),
    usageEvent(ULID, { occurredAt: '2026-11-20T08:00:00Z', userId: 'user-ulid' }),
  ]);
  const days = [aDay('2026-11-17'), aDay('2026-11-18'), aDay('2026-11-19'), aDay('2026-11-20')];
  await ledger.aggregate(days);
  // A retry after a lost answer lists entries a second time.
  const records = (await Promise.all(days.map((day) => ledger.records(day)))).flat();
  await ledger.ports.totals.putHistory(records.flatMap(({ listings }) => listings));
  api = startApi(dynamo, 'entries');
});

afterAll(() => dynamo.stop());

describe('GET /entries', () => {
  it.each([1, 7, 50])('brings every entry once, newest first, in pages of %d', async (limit) => {
    const { ids } = await allPages(`/entries?limit=${limit}`);
    expect(ids).toHaveLength(29);
    expect(new Set(ids).size).toBe(29);
    expect(ids[0]).toBe(ULID);
    expect(ids.slice(-3)).toEqual([ALONE, 'same-time-b', 'same-time-a']);
  });

  it('sorts by time and then by id, descending', async () => {
    const { body } = await api.call('/entries?limit=200');
    const list = (body as unknown as { entries: { occurredAt: string; id: string }[] }).entries;
    const names = list.map(({ occurredAt, id }) => `${occurredAt} ${id}`);
    expect(names).toEqual([...names].sort().reverse());
  });

  it.each([
    ['a user', 'userId=user-0', 13],
    ['the system', 'system=true', 1],
    ['a user that is called system', 'userId=system', 1],
    ['a resource', 'resourceType=episode&resourceId=ep-7', 28],
    ['a resource with an odd id', `resourceType=session&resourceId=${encodeURIComponent('a/b#c%')}`, 1],
    ['a group', 'groupType=podcast&groupId=pod-1', 28],
    ['a user and a resource', 'userId=user-1&resourceType=episode&resourceId=ep-7', 14],
    ['a model', 'model=nobody-knows-it', 1],
    ['a provider', 'provider=openai', 29],
    ['a service', 'service=tts', 0],
    ['an operation', 'operation=other', 1],
    ['an outcome', 'outcome=failure', 5],
    ['a status', 'status=unpriced', 1],
    ['a tag and its value', 'tag=tier:tier0', 13],
    ['a tag alone', 'tag=plan', 25],
    ['a day', 'from=2026-11-18&to=2026-11-18', 9],
    ['days by their aliases', 'startDate=2026-11-17&endDate=2026-11-18', 12],
    ['times, half-open', 'from=2026-11-17T10:00:00Z&to=2026-11-17T11:00:00Z', 2],
    ['a time with another zone', 'from=2026-11-17T12:00:00%2B01:00&to=2026-11-18', 10],
    ['a future day', 'from=2026-12-01', 0],
    ['a day before the ledger', 'to=2026-11-01', 0],
    ['an unknown user', 'userId=nobody', 0],
  ])('finds the entries of %s', async (_name, query, count) => {
    expect((await allPages(`/entries?limit=4&${query}`)).ids).toHaveLength(count);
  });

  it('says how many entries it looked at', async () => {
    const { body } = await api.call('/entries?model=nobody-knows-it');
    expect(body).toMatchObject({ scanned: 29, partial: false });
  });

  it('sorts one day by cost', async () => {
    const { ids, pages } = await allPages('/entries?from=2026-11-18&to=2026-11-18&sort=cost&limit=4');
    expect(ids).toEqual(['n24', 'n21', 'n18', 'n15', 'n12', 'n09', 'n06', 'n03', 'n00']);
    expect(pages).toBe(3);
    const own = await allPages('/entries?from=2026-11-18&to=2026-11-18&sort=cost&limit=9&userId=user-0');
    expect(own.ids).toEqual(['n24', 'n18', 'n12', 'n06', 'n00']);
  });

  it.each([
    ['a limit of 0', 'limit=0', 'limit'],
    ['a limit above 200', 'limit=201', 'limit'],
    ['a limit that is no number', 'limit=ten', 'limit'],
    ['a cursor of its own making', 'cursor=abc', 'cursor'],
    ['a wrong day', 'from=2026-02-30', 'from'],
    ['a day of another form', 'from=20.11.2026', 'from'],
    ['a time without a zone', 'from=2026-11-18T10:00:00', 'from'],
    ['an end before its beginning', 'from=2026-11-19&to=2026-11-18', 'from'],
    ['an alias that contradicts', 'from=2026-11-18&startDate=2026-11-17', 'startDate'],
    ['half a resource', 'resourceType=episode', 'resourceId'],
    ['half a group', 'groupId=pod-1', 'groupType'],
    ['a user and the system', 'userId=user-1&system=true', 'system'],
    ['an unknown status', 'status=cheap', 'status'],
    ['an unknown sort', 'sort=time', 'sort'],
    ['a sort over more than a day', 'sort=cost&from=2026-11-18&to=2026-11-19', 'sort'],
    ['an unknown parameter', 'usr=user-1', 'usr'],
    ['an unknown currency', 'currency=XYZ', 'currency'],
  ])('refuses %s and names the field', async (_name, query, field) => {
    const { status, body } = await api.call(`/entries?${query}`);
    expect(status).toBe(400);
    expect((body as unknown as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(
      field,
    );
    expect(body).toMatchObject({ type: 'urn:costkeeper:invalid-input', status: 400 });
  });
});

describe('GET /entries/{id}', () => {
  it.each([
    ['an id that carries its time', `/entries/${ULID}`, ULID],
    ['an id that carries none', '/entries/n07', 'n07'],
    ['an id with its day', '/entries/n07?occurredAt=2026-11-19', 'n07'],
    ['an id with its time', '/entries/n07?occurredAt=2026-11-19T03:30:00.007Z', 'n07'],
  ])('finds %s', async (_name, path, id) => {
    const { status, body } = await api.call(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, provider: 'openai', operation: 'script-generation' });
  });

  it('takes an id with slashes, encoded or not, as the gateway hands it on: decoded', async () => {
    for (const path of [encodeURIComponent(ALONE), 'alone/7/a%3Fb%23c%252F']) {
      const { status, body } = await api.call(`/entries/${path}`);
      expect([status, body['id']]).toEqual([200, ALONE]);
    }
    expect((await api.call('/entries/alone/7')).status).toBe(404);
  });

  it('names the parts of an unpriced entry that no line bills', async () => {
    const { body } = await api.call(`/entries?id=${encodeURIComponent(ALONE)}`);
    const [entry] = body['entries'] as unknown as [{ status: string; unpriced: string[] }];
    expect(entry.status).toBe('unpriced');
    expect(entry.unpriced.toSorted()).toEqual(['cache_read_tokens', 'input_tokens', 'output_tokens']);
  });

  it('shows an entry as it was recorded, with its lines', async () => {
    const { body } = await api.call('/entries/same-time-a');
    expect(body).toMatchObject({
      occurredAt: '2026-11-17T10:00:00.000Z',
      usage: { input_tokens: '800', cache_read_tokens: '200', output_tokens: '340' },
      costUsd: '0.000339',
      status: 'priced',
      unpriced: [],
      lines: [{ unit: 'input_tokens', costUsd: '0.00012' }, { costUsd: '0.000015' }, { costUsd: '0.000204' }],
      resource: { type: 'episode', id: 'ep-7' },
      correctionOf: null,
    });
  });

  it.each(['/entries/unknown', '/entries/n07?occurredAt=2026-11-18', '/entries/01KAGK5ZJ0ZZZZZZZZZZZZZZZZ'])(
    'answers 404 with the way out for %s',
    async (path) => {
      const { status, text } = await api.call(path);
      expect(status).toBe(404);
      expect(text).toContain('/quarantine');
    },
  );
});

describe('GET /entries?id', () => {
  const id = encodeURIComponent(ALONE);

  it.each([
    ['any id', `id=${id}`, [ALONE]],
    ['an id in its range', `id=${id}&from=2026-11-17`, [ALONE]],
    ['nothing outside of its range', `id=${id}&from=2026-11-18`, []],
    ['nothing that another filter excludes', `id=${id}&userId=user-1`, []],
    ['nothing for an unknown id', 'id=unknown', []],
  ])('lists %s', async (_name, query, ids) => {
    const { status, body } = await api.call(`/entries?${query}`);
    const { entries } = body as unknown as { entries: { id: string }[] };
    expect([status, entries.map((entry) => entry.id)]).toEqual([200, ids]);
  });
});

describe('GET /users/{id}/entries', () => {
  // An error that nobody waits for ends a function, and this test run.
  it('refuses a forged cursor beside filters, and leaves no error behind', async () => {
    const { status } = await api.call('/users/user-0/entries?model=gpt-4o&cursor=abc');
    expect(status).toBe(400);
  });

  it('brings the number of usage entries of the days in range, of those that fit the other filters', async () => {
    const all = await api.call('/users/user-0/entries?limit=2');
    expect(all.body).toMatchObject({ userId: 'user-0', total: 13 });
    expect((await api.call('/users/user-0/entries?from=2026-11-18&to=2026-11-18')).body).toMatchObject({
      total: 5,
    });
    const failed = await api.call('/users/user-0/entries?outcome=failure&limit=200');
    expect(failed.body['entries']).toHaveLength(3);
    expect(failed.body).toMatchObject({ total: 3 });
    expect((await api.call('/users/system/entries')).body).toMatchObject({ userId: 'system', total: 1 });
    expect((await api.call('/users/nobody/entries')).body).toMatchObject({ entries: [], total: 0 });
  });
});

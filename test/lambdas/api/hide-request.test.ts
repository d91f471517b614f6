import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashingUsers } from '../../../core/usage/hide-users.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { itemsHolding } from '../../support/whole-table.ts';

const PERSON = 'person-42';
const hide = hashingUsers(new TextEncoder().encode('a key of a test'));
const users = { current: () => Promise.resolve(hide) };
const HASH = hide(PERSON);
const own = { sub: PERSON };

let dynamo: TestDynamo;
let api: TestApi;
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'hashed', undefined, undefined, users);
  await ledger.record([
    usageEvent('a', { userId: PERSON }),
    usageEvent('b', { userId: 'other' }),
    { ...usageEvent('c', { userId: PERSON }), usage: {} },
  ]);
  await ledger.record([usageEvent('a', { userId: PERSON })]);
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'hashed', {
    settings: { hashUserIds: true, requestsPerMinute: 1000 },
    ports: { users },
  });
});
afterAll(() => dynamo.stop());

async function body(request: string, sent?: unknown, as?: object) {
  const answer = await api.call(request, { body: sent, ...(as ? { as: as as never } : {}) });
  expect([request, answer.status, answer.text]).toEqual([
    request,
    expect.toSatisfy((s) => s < 300),
    answer.text,
  ]);
  return answer.body;
}

describe('an API before a ledger of hashes', () => {
  it('takes the id and its hash for the same user', async () => {
    const shown = { userId: HASH, events: 1 };
    expect(await body(`/users/${PERSON}`)).toMatchObject(shown);
    expect(await body(`/users/${HASH}`)).toMatchObject(shown);
    expect(await body(`/users?id=${PERSON}`)).toMatchObject(shown);
    expect(await body('/me', undefined, own)).toMatchObject(shown);
    expect(await body(`/users/${PERSON}/entries`)).toMatchObject({ userId: HASH, total: 1 });
    expect(await body(`/entries?userId=${PERSON}`)).toMatchObject({ entries: [{ id: 'a', userId: HASH }] });
    expect(await body(`/breakdown/model?user=${PERSON}`)).toMatchObject({
      items: [{ key: 'gpt-4o-mini', totalUsd: '0.000339' }],
    });
  });

  it('lets a person read its own costs by either name, and no one else’s', async () => {
    expect((await api.call(`/users/${PERSON}`, { as: own })).status).toBe(200);
    expect((await api.call(`/users/${HASH}`, { as: own })).status).toBe(200);
    expect((await api.call('/users/other', { as: own })).status).toBe(403);
    expect((await api.call(`/users/${HASH}`, { as: { sub: 'other' } })).status).toBe(403);
  });

  it('keeps names, budgets, holds, prices, creators and jobs under the hash', async () => {
    expect(await body(`PUT /users/${PERSON}`, { name: 'Ada' })).toMatchObject({ userId: HASH, name: 'Ada' });
    await body('PUT /resources/episode/ep-7', { createdBy: PERSON });
    const budget = { scope: { kind: 'user', id: PERSON }, period: 'monthly', limitUsd: '5' };
    expect(await body('POST /budgets', budget, { ...own, 'cognito:groups': ['cost-admins'] })).toMatchObject({
      scope: { kind: 'user', id: HASH },
    });
    expect(await body('POST /budgets/authorize', { estimateUsd: '0.01' }, own)).toMatchObject({
      decision: 'allow',
    });
    expect(await body(`/budgets/holds?userId=${PERSON}`)).toMatchObject({ holds: [{ userId: HASH }] });
    const each = { scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '5' };
    const { id } = await body('POST /budgets', each);
    expect(await body(`/budgets/${String(id)}?value=${PERSON}`)).toMatchObject({
      state: { scope: { id: HASH }, spentUsd: '0.000339' },
    });
    await body(`POST /budgets/${String(id)}/lift`, { value: PERSON });
    const price = { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', per: 1_000_000 };
    await body('POST /prices', { ...price, unitPriceUsd: '0.15', userId: PERSON, force: true });
    await body(`POST /users/${PERSON}/recalculate`, {});
    await body('POST /recalculate', { userId: PERSON });
    await body('POST /record', usageEvent('d', { userId: PERSON }));
    expect(api.sent.join()).not.toContain(PERSON);
    expect(api.sent.join()).toContain(HASH);
  });

  it('leaves the plain id nowhere in the table', async () => {
    expect((await itemsHolding(dynamo.client(), 'hashed', HASH)).length).toBeGreaterThan(10);
    expect(await itemsHolding(dynamo.client(), 'hashed', PERSON)).toEqual([]);
  });

  it('erases a user by the plain id too', async () => {
    await body(`DELETE /users/${PERSON}?pseudonymise=true`);
    expect(await api.ports.erasures.list()).toMatchObject([{ userId: HASH }]);
  });
});

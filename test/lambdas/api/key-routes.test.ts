import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = 86_400_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

interface Told {
  readonly id: string;
  readonly key: string;
  readonly expiresAt: string;
}

async function start(table: string) {
  await startLedger(dynamo, table);
  const at = { time: NOW };
  const api = startApi(dynamo, table, { clock: { now: () => at.time } });
  return {
    at,
    api,
    make: async (body: object) => (await api.call('POST /keys', { body })).body as unknown as Told,
    ask: (request: string, key: string, body?: object) =>
      api.call(request, {
        as: 'nobody',
        headers: { authorization: `Bearer ${key}` },
        ...(body && { body }),
      }),
  };
}

describe('keys of machines', () => {
  it('let a machine record, ask the gate and read, each with its scope, below /key', async () => {
    const { api, make, ask } = await start('keys');
    const { key } = await make({ name: 'worker', scopes: ['record', 'gate'] });
    expect((await ask('POST /key/record', key, usageEvent('k1'))).status).toBe(202);
    expect(api.sent).toHaveLength(1);
    const call = { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.01', userId: 'user-9' };
    expect((await ask('POST /key/budgets/authorize', key, call)).body).toMatchObject({ decision: 'allow' });
    expect((await ask('/key/users', key)).status).toBe(403);
    const reader = await make({ name: 'site', scopes: ['read'], expiresInDays: 31 });
    expect((await ask('/key/users', reader.key)).status).toBe(200);
    expect((await ask('POST /key/record', reader.key, usageEvent('k2'))).status).toBe(403);
    // What changes budgets, prices or keys is not there for machines, and a key opens no other path.
    expect((await ask('POST /key/budgets', key, { name: 'x' })).status).toBe(404);
    expect((await ask('/key/keys', reader.key)).status).toBe(404);
    expect((await ask('/users', reader.key)).status).toBe(401);
    expect((await ask('POST /record', key, usageEvent('k3'))).status).toBe(401);
  });

  it('are told once, listed without their secret, rotated with a grace, and taken away', async () => {
    const { at, api, make, ask } = await start('rotated');
    const made = await make({ name: 'worker', scopes: ['record', 'record'], expiresInDays: 90 });
    expect(made).toMatchObject({
      scopes: ['record'],
      state: 'active',
      createdBy: 'admin-1',
      oldSecretUntil: null,
    });
    const { text } = await api.call('/keys');
    expect(text).not.toContain(made.key.slice(-43));
    expect(JSON.parse(text)).toMatchObject({ keys: [{ id: made.id, name: 'worker' }] });

    const rotated = await api.call(`POST /keys/${made.id}/rotate`, { body: { graceHours: 1 } });
    expect(rotated.body).toMatchObject({ id: made.id, oldSecretUntil: '2026-11-20T13:00:00.000Z' });
    const { key } = rotated.body as unknown as Told;
    const send = (which: string, id: string) => ask('POST /key/record', which, usageEvent(id));
    expect([(await send(made.key, 'r1')).status, (await send(key, 'r2')).status]).toEqual([202, 202]);
    at.time = NOW + 3_600_000;
    expect([(await send(made.key, 'r3')).status, (await send(key, 'r4')).status]).toEqual([401, 202]);

    expect((await api.call(`DELETE /keys/${made.id}`)).body).toEqual({ id: made.id });
    expect((await api.call(`DELETE /keys/${made.id}`)).status).toBe(404);
    at.time += 60_000;
    expect((await send(key, 'r5')).status).toBe(401);
  });

  it('end after a year, and warn for thirty days: in answers and in the status', async () => {
    const { at, api, make, ask } = await start('ending');
    const { id, key, expiresAt } = await make({ name: 'worker', scopes: ['read'] });
    expect(expiresAt).toBe('2027-11-20T12:00:00.000Z');
    expect((await ask('/key/users', key)).headers).not.toHaveProperty('costkeeper-key-expires');
    expect((await api.call('/status')).body).toMatchObject({ expiringKeys: [] });
    at.time = NOW + 340 * DAY;
    expect((await ask('/key/users', key)).headers).toMatchObject({ 'costkeeper-key-expires': expiresAt });
    expect((await api.call('/status')).body).toMatchObject({
      expiringKeys: [{ id, name: 'worker', expiresAt }],
    });
    at.time = NOW + 365 * DAY;
    const late = await ask('/key/users', key);
    expect([late.status, late.text]).toEqual([401, expect.stringContaining(`ended at ${expiresAt}`)]);
    expect((await api.call('/keys')).body).toMatchObject({ keys: [{ state: 'expired' }] });
  });

  it.each([
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['admin'] }, 'scopes.0'],
    [{ name: '', scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: ['read'], expiresInDays: 731 }, 'expiresInDays'],
  ])('refuse %j', async (body, field) => {
    const { status, body: answer } = await startApi(dynamo, 'keys').call('POST /keys', { body });
    expect([status, answer]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ field })] }),
    ]);
  });
});

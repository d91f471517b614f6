import { describe, expect, it } from 'vitest';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { keyText, secretHash, type ServiceKey } from '../../../core/access/service-key.ts';
import { isKeyRequest, keyCallers, withKeyExpiry } from '../../../lambdas/api/key-caller.ts';

const SECRET = 's'.repeat(43);
const KEY: ServiceKey = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  name: 'n',
  scopes: ['gate'],
  createdAt: 0,
  createdBy: 'a',
  expiresAt: 40 * 86_400_000,
  hash: secretHash(SECRET),
};

const request = (authorization: string) =>
  ({ headers: { authorization } }) as unknown as APIGatewayProxyEventV2;

function start(key: ServiceKey | undefined) {
  const at = { time: 0 };
  const state = { key, reads: 0 };
  const read = () => {
    state.reads++;
    return Promise.resolve(state.key);
  };
  return { at, state, callerOf: keyCallers({ read }, { now: () => at.time }) };
}

describe('who comes in with a key', () => {
  it('has the roles of its scopes, is read once a minute, and is gone a minute after it was taken away', async () => {
    const { at, state, callerOf } = start(KEY);
    const sent = request(`Bearer ${keyText(KEY.id, SECRET)}`);
    const caller = await callerOf(sent);
    expect(caller).toMatchObject({ id: `key:${KEY.id}`, userId: undefined, roles: new Set(['writer']) });
    await callerOf(sent);
    expect(state.reads).toBe(1);
    state.key = undefined;
    at.time = 59_999;
    expect((await callerOf(sent)).id).toBe(`key:${KEY.id}`);
    at.time = 60_000;
    await expect(callerOf(sent)).rejects.toThrow('is not known');
  });

  it('knows the new secret of a rotation at once', async () => {
    const { state, callerOf } = start(KEY);
    await callerOf(request(`Bearer ${keyText(KEY.id, SECRET)}`));
    const next = 'n'.repeat(43);
    state.key = { ...KEY, hash: secretHash(next) };
    expect((await callerOf(request(`Bearer ${keyText(KEY.id, next)}`))).id).toBe(`key:${KEY.id}`);
  });

  it.each(['', 'Bearer', 'Basic x', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', `Bearer ck_${KEY.id}_short`])(
    'reads no table for %j',
    async (header) => {
      const { state, callerOf } = start(KEY);
      await expect(callerOf(request(header))).rejects.toThrow('Bearer ck_');
      expect(state.reads).toBe(0);
    },
  );

  it('is told when its key ended, which a stranger is not', async () => {
    const { at, callerOf } = start(KEY);
    at.time = KEY.expiresAt;
    await expect(callerOf(request(`Bearer ${keyText(KEY.id, SECRET)}`))).rejects.toThrow(
      'ended at 1970-02-10',
    );
    const other = keyText(KEY.id, 'x'.repeat(43));
    await expect(callerOf(request(`Bearer ${other}`))).rejects.toThrow('is not known');
  });
});

describe('the answer to a key', () => {
  it('says when the key ends only where that is soon', () => {
    const caller = { id: 'key:1', userId: undefined, roles: new Set<never>() };
    const key = { scopes: new Set<never>(), expires: '2026-12-01T00:00:00.000Z' };
    expect(withKeyExpiry({ statusCode: 200 }, { ...caller, key })).toEqual({
      statusCode: 200,
      headers: { 'costkeeper-key-expires': '2026-12-01T00:00:00.000Z' },
    });
    expect(withKeyExpiry({ statusCode: 200 }, caller)).toEqual({ statusCode: 200 });
  });

  it('is for requests below its path alone', () => {
    const paths = [
      '/cost-tracking/key/me',
      '/cost-tracking/keys',
      '/cost-tracking/key',
      '/cost-tracking/service/key/x',
    ];
    expect(paths.map((rawPath) => isKeyRequest({ rawPath } as APIGatewayProxyEventV2))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

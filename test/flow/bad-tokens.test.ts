import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFileOf, mintToken, type KeyFile } from '../../local/tokens.ts';
import { badTokens } from '../../testing/bad-tokens.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security?: readonly unknown[] }>>>
  >;
}

let system: LocalSystem;
let key: KeyFile;
let operations: { readonly method: string; readonly path: string }[];

beforeAll(async () => {
  system = await shareSystem('ledger');
  key = JSON.parse(readFileSync(keyFileOf(system.file), 'utf8')) as KeyFile;
  const { paths } = (await (await fetch(`${system.endpoints.api}/openapi.json`)).json()) as Document;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security === undefined)
      .map(([method]) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, 'someone-else'),
      })),
  );
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

async function statusOf(method: string, path: string, authorization: string | undefined): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const body = method === 'GET' ? {} : { body: '{}' };
  const response = await fetch(system.endpoints.api + path, { method, headers, ...body });
  await response.arrayBuffer();
  return response.status;
}

describe('every operation of the API’s document, behind the gateway', () => {
  it('is closed to every token that is expired, of another issuer or audience, or badly signed', async () => {
    const bad = badTokens(key, Math.floor(Date.now() / 1000));
    expect([operations.length > 60, bad.length]).toEqual([true, 17]);
    const taken: unknown[] = [];
    for (const { method, path } of operations) {
      const statuses = await Promise.all(
        bad.map(([, authorization]) => statusOf(method, path, authorization)),
      );
      for (const [index, status] of statuses.entries())
        if (status !== 401) taken.push([method, path, bad[index]?.[0], status]);
    }
    expect(taken).toEqual([]);
  });

  it('takes no role from a header', async () => {
    const user = `Bearer ${await mintToken(key, { sub: 'user-1' })}`;
    for (const name of ['x-groups', 'x-amzn-oidc-data', 'x-forwarded-user', 'x-role']) {
      const response = await fetch(`${system.endpoints.api}/entries`, {
        headers: { authorization: user, [name]: 'cost-admins' },
      });
      expect([name, response.status]).toEqual([name, 403]);
    }
  });

  it('opens to the token that the others were made from', async () => {
    const admin = `Bearer ${await mintToken(key, { sub: 'admin', groups: ['cost-admins'] })}`;
    expect(await statusOf('GET', '/status', admin)).toBe(200);
  });
});

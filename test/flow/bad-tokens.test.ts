import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFileOf, mintToken, type KeyFile } from '../../local/tokens.ts';
import { type Ask, askerOf, tryBadTokens, tryOddGroups } from '../../prove/inputs/roles.ts';
import type { ApiDocument } from '../../prove/inputs/slots.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';

let system: LocalSystem;
let key: KeyFile;
let document: ApiDocument;
let ask: Ask;

beforeAll(async () => {
  system = await shareSystem('ledger');
  key = JSON.parse(readFileSync(keyFileOf(system.file), 'utf8')) as KeyFile;
  document = (await (await fetch(`${system.endpoints.api}/openapi.json`)).json()) as ApiDocument;
  ask = askerOf(system.endpoints.api);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

describe('every operation of the API’s document, behind the gateway', () => {
  it('is closed to tokens that are expired, of another issuer or audience, or badly signed', async () => {
    // Each operation with four or five of them: all with all are in npm run prove -- inputs.
    const now = Math.floor(Date.now() / 1000);
    const { cases, counts, faults } = await tryBadTokens(document, key, now, ask, { step: 4 });
    expect([faults, Number(counts['operations']) > 60, counts['tokens']]).toEqual([[], true, 17]);
    expect(cases).toBeGreaterThanOrEqual(Number(counts['operations']) * 4);
  });

  it('answers well signed tokens of odd groups as those of none', async () => {
    // As many operations as try every part of the gateway: the whole matrix is in npm run prove -- inputs.
    const paths = Object.fromEntries(Object.entries(document.paths).filter((_, index) => index % 16 === 0));
    const { cases, faults } = await tryOddGroups({ paths }, key, Math.floor(Date.now() / 1000), ask);
    expect([faults, cases > 50]).toEqual([[], true]);
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
    expect(await ask('GET /status', admin)).toBe(200);
  });
});

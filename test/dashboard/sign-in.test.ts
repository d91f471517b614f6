import { describe, expect, it } from 'vitest';
import { readPerson } from '../../dashboard/src/sign-in/claims.ts';
import { challengeOf, makeChallenge } from '../../dashboard/src/sign-in/pkce.ts';

function tokenOf(claims: object): string {
  return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

describe('a token', () => {
  it('says who is an administrator, a reader or neither', () => {
    expect(readPerson(tokenOf({ sub: 'a', 'cognito:groups': ['cost-admins'] }))).toEqual({
      name: 'a',
      isAdmin: true,
      isReader: true,
    });
    expect(readPerson(tokenOf({ email: 'é@x.org', groups: 'cost-readers other' }))).toEqual({
      name: 'é@x.org',
      isAdmin: false,
      isReader: true,
    });
    expect(readPerson(tokenOf({ sub: 'u' }))).toMatchObject({ isAdmin: false, isReader: false });
  });

  it('that is opaque says nothing', () => {
    expect(readPerson('opaque')).toEqual({ name: 'signed in', isAdmin: false, isReader: false });
  });
});

describe('the code challenge', () => {
  it('is that of RFC 7636, appendix B', async () => {
    expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('is new each time', async () => {
    const [a, b] = await Promise.all([makeChallenge(), makeChallenge()]);
    expect(a.verifier).not.toBe(b.verifier);
    expect(a.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

import { describe, expect, it } from 'vitest';
import { readPerson } from '../../dashboard/src/sign-in/claims.ts';

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
    expect(
      readPerson(tokenOf({ email: 'é@x.org', groups: ['cost-readers', 'other'] }), { groupsClaim: 'groups' }),
    ).toEqual({
      name: 'é@x.org',
      isAdmin: false,
      isReader: true,
    });
    const prefixed = tokenOf({ sub: 'a', 'cognito:groups': ['acme-cost-admins'] });
    expect(readPerson(prefixed, { groupsPrefix: 'acme-' })).toMatchObject({ isAdmin: true });
    const alike = tokenOf({ sub: 'a', 'cognito:groups': ['not cost-admins', 'acme-cost-admins'] });
    expect(readPerson(alike)).toMatchObject({ isAdmin: false, isReader: false });
    expect(readPerson(tokenOf({ sub: 'u' }))).toMatchObject({ isAdmin: false, isReader: false });
  });

  it('that is opaque says nothing', () => {
    expect(readPerson('opaque')).toEqual({ name: 'signed in', isAdmin: false, isReader: false });
  });
});

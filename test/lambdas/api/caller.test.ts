import { describe, expect, it } from 'vitest';
import { UnauthenticatedError } from '../../../core/errors.ts';
import { callerOf, parseGroups } from '../../../lambdas/api/caller.ts';
import { gatewayEvent, type TestCaller } from '../../support/api.ts';

const caller = (as: TestCaller, claim = 'sub') => callerOf(gatewayEvent('/me', as), claim);

describe('parseGroups', () => {
  it.each([
    ["API Gateway's text of a list", '[cost-admins cost-readers]', ['cost-admins', 'cost-readers']],
    ['one group in brackets', '[cost-admins]', ['cost-admins']],
    ['a JSON array', '["cost-admins","cost-readers"]', ['cost-admins', 'cost-readers']],
    ['a JSON array with a name of two words', '["cost admins"]', ['cost admins']],
    ['a list', ['cost-admins', 'cost-readers'], ['cost-admins', 'cost-readers']],
    ['names with commas', 'cost-admins,cost-readers', ['cost-admins', 'cost-readers']],
    ['names with commas and spaces', 'cost-admins, cost-readers', ['cost-admins', 'cost-readers']],
    ['one name', 'cost-admins', ['cost-admins']],
    ['broken JSON', '["cost-admins"', ['["cost-admins"']],
    ['nothing', undefined, []],
    ['an empty list', '[]', []],
    ['an empty text', '', []],
    ['something else', 7, []],
    ['a list with something else in it', ['cost-admins', 7], ['cost-admins']],
  ])('reads %s', (_name, claim, groups) => {
    expect(parseGroups(claim)).toEqual(groups);
  });
});

describe('callerOf', () => {
  it('knows roles by group, of Cognito and of other issuers', () => {
    expect([...caller({ sub: 'a', 'cognito:groups': '[cost-admins staff]' }).roles]).toEqual(['admin']);
    expect([...caller({ sub: 'a', groups: ['cost-readers', 'cost-writers'] }).roles]).toEqual([
      'reader',
      'writer',
    ]);
  });

  it('gives no role for names that only look like one', () => {
    expect([
      ...caller({ sub: 'a', 'cognito:groups': '[cost-adminsX Xcost-admins toString __proto__]' }).roles,
    ]).toEqual([]);
  });

  it('takes the user id from the claim of the stage', () => {
    expect(caller({ sub: 'a', email: 'e@x' }, 'email').userId).toBe('e@x');
    expect(caller({ sub: 'a' }, 'email').userId).toBeUndefined();
    expect(caller({ sub: 'a', email: '' }, 'email').userId).toBeUndefined();
  });

  it('knows a function by its role, whatever its session, as a writer without costs of its own', () => {
    expect(caller('iam')).toEqual({
      id: 'arn:aws:sts::123456789012:assumed-role/app-role',
      userId: undefined,
      roles: new Set(['writer']),
    });
  });

  it('refuses a request that no authorizer has seen', () => {
    expect(() => caller('nobody')).toThrow(UnauthenticatedError);
    expect(() => caller({})).toThrow(UnauthenticatedError);
  });
});

import { describe, expect, it } from 'vitest';
import { UnauthenticatedError } from '../../../core/errors.ts';
import { callerOf } from '../../../lambdas/api/caller.ts';
import { gatewayEvent, type TestCaller } from '../../support/api.ts';

const NAMES = { userClaim: 'sub', groupsClaim: 'cognito:groups', groupsPrefix: '' };
const caller = (as: TestCaller, names: Partial<typeof NAMES> = {}) =>
  callerOf(gatewayEvent('/me', as), { ...NAMES, ...names });

describe('callerOf', () => {
  it('knows roles by the groups of the one claim that the stage names', () => {
    const token = { sub: 'a', 'cognito:groups': ['cost-admins', 'staff'], groups: ['cost-readers'] };
    expect([...caller(token).roles]).toEqual(['admin']);
    expect([...caller(token, { groupsClaim: 'groups' }).roles]).toEqual(['reader']);
    expect([...caller(token, { groupsClaim: 'roles' }).roles]).toEqual([]);
    expect([...caller(token, { groupsClaim: 'toString' }).roles]).toEqual([]);
  });

  it('gives no role for names that only look like one', () => {
    const groups = ['cost-adminsX', 'Xcost-admins', 'toString', '__proto__'];
    expect([...caller({ sub: 'a', 'cognito:groups': groups }).roles]).toEqual([]);
  });

  it('takes the user id from the claim of the stage', () => {
    expect(caller({ sub: 'a', email: 'e@x' }, { userClaim: 'email' }).userId).toBe('e@x');
    expect(caller({ sub: 'a' }, { userClaim: 'email' }).userId).toBeUndefined();
    expect(caller({ sub: 'a', email: '' }, { userClaim: 'email' }).userId).toBeUndefined();
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

import { describe, expect, it } from 'vitest';
import { KEY_SCOPES, type KeyScope } from '../../../contracts/key-scopes.ts';
import { allowByScope } from '../../../lambdas/api/key-scopes.ts';

describe('scopes', () => {
  it.each([
    ['GET', '/me', 'read'],
    ['POST', '/record/{provider}', 'record'],
    ['POST', '/otlp/v1/traces', 'record'],
    ['POST', '/budgets/authorize', 'gate'],
  ] as const)('%s %s is for keys with the scope %s alone', (method, path, scope) => {
    const ask = (own: KeyScope) => {
      const key = { scopes: new Set([own]), expires: undefined };
      allowByScope({ method, path }, { id: 'key:1', userId: undefined, roles: new Set(), key });
    };
    expect(() => ask(scope)).not.toThrow();
    for (const other of KEY_SCOPES.filter((one) => one !== scope)) {
      expect(() => ask(other)).toThrow(`needs a key with the scope "${scope}"`);
    }
    expect(() => allowByScope({ method, path }, { id: 'u', userId: 'u', roles: new Set() })).not.toThrow();
  });
});

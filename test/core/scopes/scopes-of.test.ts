import { describe, expect, it } from 'vitest';
import {
  BUDGET_KINDS,
  CELL_KINDS,
  OWN_TOTAL_KINDS,
  SCOPE_KINDS,
  TYPED_KINDS,
} from '../../../contracts/scopes.ts';
import { makeScope, parseScope, scopeText } from '../../../core/scopes/scope.ts';
import { belongsTo, scopesOf, type Subject } from '../../../core/scopes/scopes-of.ts';

const SUBJECT: Subject = {
  userId: 'user-1',
  resource: { type: 'episode', id: 'ep-7' },
  group: { type: 'podcast', id: 'pod-1' },
  tags: { tier: 'tier2', niche: 'finance' },
  provider: 'openai',
  service: 'llm',
  model: 'gpt-4o-mini',
  operation: 'script',
};

describe('kinds of scopes', () => {
  it('have totals either of their own or of cells', () => {
    expect([...CELL_KINDS, ...OWN_TOTAL_KINDS].toSorted()).toEqual(SCOPE_KINDS.toSorted());
  });

  it('keep the order in which the API names those of budgets', () => {
    const kinds = ['organisation', 'user', 'resource', 'group', 'tag', 'provider', 'service', 'model'];
    expect(BUDGET_KINDS).toEqual(kinds);
  });

  it.each(SCOPE_KINDS)('%s: a subject that has all belongs to one, or to one for each tag', (kind) => {
    const scopes = scopesOf(SUBJECT, [kind]);
    expect(scopes).toHaveLength(kind === 'tag' ? 2 : 1);
    for (const scope of scopes) {
      expect(scope.kind).toBe(kind);
      expect(TYPED_KINDS.some((typed) => typed === kind)).toBe(scope.type !== undefined);
      expect(belongsTo(scope, SUBJECT)).toBe(true);
      expect(parseScope(scopeText(scope))).toEqual(scope);
    }
    expect(belongsTo(makeScope(kind, 'other', 'other'), SUBJECT)).toBe(false);
  });

  it('have a subject that names nothing belong to the organisation and the system alone', () => {
    expect(scopesOf({}, SCOPE_KINDS)).toEqual([
      { kind: 'organisation', id: '-' },
      { kind: 'user', id: '-' },
    ]);
  });
});

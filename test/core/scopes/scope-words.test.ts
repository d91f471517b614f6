import { describe, expect, it } from 'vitest';
import { SCOPE_KINDS } from '../../../contracts/scopes.ts';
import { describeScope } from '../../../core/scopes/scope-words.ts';
import { scopesOf, type Subject } from '../../../core/scopes/scopes-of.ts';

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

describe('scopes of every kind', () => {
  it('are told in words', () => {
    expect(scopesOf(SUBJECT, SCOPE_KINDS).map(describeScope)).toEqual([
      'the organisation',
      'operation script',
      'user user-1',
      'episode ep-7',
      'podcast pod-1',
      'tag tier=tier2',
      'tag niche=finance',
      'provider openai',
      'service llm',
      'model gpt-4o-mini',
    ]);
    expect(describeScope({ kind: 'user', id: '-' })).toBe('the system');
  });
});

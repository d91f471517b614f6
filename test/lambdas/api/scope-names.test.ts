import { describe, expect, it } from 'vitest';
import { type NameRecord, ownerKey } from '../../../core/names/name-record.ts';
import { readScopeNames } from '../../../lambdas/api/scope-names.ts';

const KNOWN = new Map<string, NameRecord>([
  [ownerKey({ kind: 'user', id: 'user-1' }), { name: 'Ada' }],
  [ownerKey({ kind: 'group', type: 'podcast', id: 'p' }), { name: 'Science' }],
]);

describe('names of scopes', () => {
  it('are read at once, of whoever can have one', async () => {
    const asked: number[] = [];
    const scopes = [
      { kind: 'user', id: 'user-1' },
      { kind: 'user', id: 'user-2' },
      { kind: 'group', type: 'podcast', id: 'p' },
      { kind: 'provider', id: 'openai' },
      { kind: 'organisation', id: '-' },
    ];
    const nameOf = await readScopeNames(scopes, {
      read: async (owners) => {
        asked.push(owners.length);
        return KNOWN;
      },
    });
    expect(scopes.map(nameOf)).toEqual(['Ada', null, 'Science', null, null]);
    expect(asked).toEqual([3]);
  });
});

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/command.ts';
import { whoseKinds, whoseOf, whoseSynopsis } from '../../cli/whose.ts';
import { PROFILE_KINDS } from '../../contracts/scopes.ts';

describe('whose cost a command line names', () => {
  it('is of every kind that has a name and facts of its own', () => {
    for (const kind of PROFILE_KINDS) {
      expect(whoseKinds()).toContain(kind);
      expect(whoseSynopsis('|').split('|')).toContainEqual(expect.stringMatching(`^${kind} (TYPE/)?ID$`));
      expect(whoseOf(kind, 'a/b').kind).toBe(kind);
    }
  });

  it('has a type where its kind has', () => {
    expect(whoseOf('user', 'a/b')).toEqual({ kind: 'user', id: 'a/b' });
    expect(whoseOf('group', 'campaign/spring/2')).toEqual({
      kind: 'group',
      type: 'campaign',
      id: 'spring/2',
    });
  });

  it.each([
    [undefined, 'a', 'user, resource or group, not ""'],
    ['provider', 'openai', 'user, resource or group, not "provider"'],
    ['resource', 'ep-1', 'a resource is TYPE/ID, such as episode/42, not "ep-1"'],
    ['resource', '/ep-1', 'a resource is TYPE/ID'],
  ])('is refused by a sentence: %s %s', (kind, id, said) => {
    expect(() => whoseOf(kind, id)).toThrow(UsageError);
    expect(() => whoseOf(kind, id)).toThrow(said);
  });
});

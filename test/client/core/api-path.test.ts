import { describe, expect, it } from 'vitest';
import { segment, thing, withQuery } from '../../../client/core/api-path.ts';

describe('a query', () => {
  it('leaves out what is undefined, and encodes the rest', () => {
    expect(withQuery('/entries', { limit: 10, cursor: undefined, tag: 'tier:a&b' })).toBe(
      '/entries?limit=10&tag=tier%3Aa%26b',
    );
  });

  it.each([[{}], [{ cursor: undefined }], [undefined]])('of %o is none', (query) => {
    expect(withQuery('/me', query)).toBe('/me');
  });
});

describe('one thing', () => {
  it('is named by the path where its ids are plain', () => {
    expect(thing('users', 'user-42')).toEqual(['/users/user-42', {}]);
    expect(thing('resources', 'episode', 'ep-7')).toEqual(['/resources/episode/ep-7', {}]);
  });

  it('is named by the query where a gateway would decode an id of the path', () => {
    expect(thing('users', 'a/b#c')).toEqual(['/users', { id: 'a/b#c' }]);
    expect(thing('groups', 'pod cast', 'p-1')).toEqual(['/groups', { type: 'pod cast', id: 'p-1' }]);
  });

  it.each(['.', '..', ''])('is never named by a path that %j would lead out of', (id) => {
    expect(thing('users', id)).toEqual(['/users', { id }]);
    expect(thing('resources', 'episode', id)).toEqual(['/resources', { type: 'episode', id }]);
    expect(() => segment(id)).toThrow(RangeError);
  });

  it('is encoded where it is a part of a longer path', () => {
    expect([segment('a/b'), segment('...'), segment('ü')]).toEqual(['a%2Fb', '...', '%C3%BC']);
  });
});

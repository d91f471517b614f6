import { describe, expect, it } from 'vitest';
import { pseudonymised, pseudonymisedJson, pseudonymisedText } from '../../../core/erasure/pseudonymise.ts';

const name = { userId: 'user-4', pseudonym: 'erased-x' };

describe('a text with an id in it', () => {
  it.each([
    ['U#2026-11-20#0 user-4', 'U#2026-11-20#0 erased-x'],
    ['user "user-4" spent', 'user "erased-x" spent'],
    ['L#2026-10 user#user-4', 'L#2026-10 user#erased-x'],
    ['user-42, super-user-4, user-4.b', 'user-42, super-user-4, user-4.b'],
    ['nobody', 'nobody'],
  ])('%s', (text, changed) => {
    expect(pseudonymisedText(text, name)).toBe(changed);
  });

  it.each(['a.b+c@example.com', 'a(b)[c]$', '$&', String.raw`back\slash`, 'Zoë', 'two words'])(
    'whatever characters the id has: %s',
    (userId) => {
      const text = `of ${userId}, and ${userId}`;
      expect(pseudonymisedText(text, { userId, pseudonym: '$1' })).toBe('of $1, and $1');
      // A dot is a dot, not any character.
      expect(pseudonymisedText('of aXb+c@example.com', { userId, pseudonym: 'p' })).toContain('aXb');
    },
  );
});

describe('a value with an id in it', () => {
  it('names the pseudonym where a person is named, and keeps what only looks the same', () => {
    const value = {
      userId: 'user-4',
      user_id: 'user-4',
      createdBy: 'user-4',
      model: 'user-4',
      scope: { kind: 'user', id: 'user-4' },
      resource: { kind: 'resource', type: 'user', id: 'user-4' },
      found: { dimension: 'user', key: 'user-4', reason: 'user user-4 spent' },
      users: { 'user-4': { events: 1 }, 'user-5': { events: 2 } },
    };
    expect(pseudonymised(value, name)).toEqual({
      userId: 'erased-x',
      user_id: 'erased-x',
      createdBy: 'erased-x',
      model: 'user-4',
      scope: { kind: 'user', id: 'erased-x' },
      resource: { kind: 'resource', type: 'user', id: 'user-4' },
      found: { dimension: 'user', key: 'erased-x', reason: 'user erased-x spent' },
      users: { 'erased-x': { events: 1 }, 'user-5': { events: 2 } },
    });
  });

  it('keeps numbers exact, other texts to the letter, and takes broken JSON as text', () => {
    const body = '{"cost":0.10000000000000000001,"userId":"user-4"}';
    expect(pseudonymisedJson(body, name)).toBe('{"cost":0.10000000000000000001,"userId":"erased-x"}');
    expect(pseudonymisedJson('{ "userId": "user-5" }', name)).toBe('{ "userId": "user-5" }');
    expect(pseudonymisedJson('{"userId":"user-4"', name)).toBe('{"userId":"erased-x"');
  });
});

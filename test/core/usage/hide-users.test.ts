import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../core/usage/exact-json.ts';
import { hashingUsers, hideUsers, hideUsersInText } from '../../../core/usage/hide-users.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { usageEvent } from '../../support/ledger.ts';

const PERSON = 'ada@example.com';
const hide = hashingUsers(new TextEncoder().encode('a key of a test'));
const HASH = hide(PERSON);

function parsed(event: unknown, hider = hide) {
  const [first] = parseMessage(typeof event === 'string' ? event : JSON.stringify(event), hider);
  if (!first) throw new Error('nothing came back');
  return first;
}

describe('hashed user ids', () => {
  it('are the same for the same user and key, and other ones under another key', () => {
    expect(HASH).toMatch(/^hashed-[0-9a-f]{32}$/);
    expect(hide(PERSON)).toBe(HASH);
    expect(hashingUsers(new TextEncoder().encode('another key'))(PERSON)).not.toBe(HASH);
    expect(hide('ada@example.org')).not.toBe(HASH);
  });

  it.each([HASH, `erased-${'0'.repeat(32)}`, 'system', '-', '*', ''])('stay as they are: %s', (name) => {
    expect(hide(name)).toBe(name);
  });
});

describe('users in JSON', () => {
  it('are hidden as text and as number, and nothing else is', () => {
    const content = parseExactJson('{"userId":1.50,"user":7,"cost":0.25,"none":null,"a":[{"uid":"x"},null]}');
    expect(hideUsers(content, (user) => `<${user}>`)).toEqual({
      userId: '<1.50>',
      user: '<7>',
      cost: parseExactJson('0.25'),
      none: null,
      a: [{ uid: '<x>' }, null],
    });
  });
});

describe('a message in a stage that hashes user ids', () => {
  it('becomes an event, a body and a hash without the user, whatever spells it', () => {
    const event = usageEvent('a', { userId: PERSON, metadata: { user_id: PERSON, retries: 1.5 } });
    const accepted = parsed(event);
    expect(accepted).toMatchObject({
      kind: 'accepted',
      event: { userId: HASH, metadata: { user_id: HASH } },
    });
    expect(JSON.stringify(accepted)).not.toContain(PERSON);
  });

  it('has the same content hash when its kept body is sent again, and another for another user', () => {
    const accepted = parsed(usageEvent('a', { userId: PERSON }));
    const again = parsed(accepted.body);
    const other = parsed(usageEvent('a', { userId: 'bob' }));
    if (accepted.kind !== 'accepted' || again.kind !== 'accepted' || other.kind !== 'accepted')
      throw new Error('one was rejected');
    expect(again.contentHash).toEqual(accepted.contentHash);
    expect(other.contentHash).not.toEqual(accepted.contentHash);
  });

  it.each([
    ['a wrong field', usageEvent('a', { userID: PERSON })],
    ['a number as user', { ...usageEvent('a'), userId: 4_711_000_815 }],
    [
      'a CloudEvent without time',
      { specversion: '1.0', id: '1', source: 's', type: 't', data: { userId: PERSON } },
    ],
    ['no events', { events: [], userId: PERSON }],
    ['a cut body', JSON.stringify(usageEvent('a', { userId: PERSON })).slice(0, -2)],
    ['no JSON at all', `userId=${PERSON}; model=x`],
    ['a key with an escape in what is no JSON', `{"us\\u0065rId": "${PERSON}", "x": `],
    ['a value with escapes in what is no JSON', `{"userId": "ada\\u0040example.com", "x": `],
    ['JSON as a text in what is no JSON', `{"m": "{\\"userId\\":\\"${PERSON}\\"}", "x": `],
    ['a list of users in what is no JSON', `{"users": ["${PERSON}"`],
    ['a creator in what is no JSON', `created_by=${PERSON}`],
    ['a creator beside a wrong field', { ...usageEvent('a'), createdBy: PERSON }],
    ['a value with an escaped quote in what is no JSON', `{"userId": "x\\"${PERSON}", "x": `],
  ])('is rejected without the user: %s', (_what, body) => {
    const rejected = parsed(body);
    expect(rejected.kind).toBe('rejected');
    expect(JSON.stringify(rejected)).not.toMatch(/ada@example|4711000815/);
  });

  it('is not changed in a stage that keeps user ids', () => {
    const [event] = parseMessage(JSON.stringify(usageEvent('a', { userId: PERSON })));
    expect(event).toMatchObject({ event: { userId: PERSON } });
  });
});

describe('hideUsers', () => {
  it('leaves numbers exact and other fields alone', () => {
    const value = parseExactJson('{"user":{"id":"x"},"cost":0.10,"uid":["a"],"model":"user"}');
    expect(hideUsers(value, hide)).toEqual({
      ...(value as object),
      uid: [hide('a')],
    });
    expect(hideUsersInText('{"user_id": "a b", "x": 1', hide)).toBe(`{"user_id": "${hide('a b')}", "x": 1`);
  });
});

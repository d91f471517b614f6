import { describe, expect, it } from 'vitest';
import { splitMessage } from '../../../core/usage/split-message.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { EVEN_DEPTHS, proveDepth } from '../../../prove/inputs/prove-depth.ts';
import { smallEvent } from '../../../testing/factories.ts';

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a message with an event of any depth', () => {
  it('is never thrown at by a cold process, and its neighbours are recorded', async () => {
    const { cases, faults } = await proveDepth(EVEN_DEPTHS.filter((_, nth) => nth % 5 === 4));
    expect([cases, faults]).toEqual([10, []]);
  });

  it('keeps the deep event as it was sent, with its users hidden where the stage hides them', () => {
    const event = `{"userId":"eve","us\\u0065rId":"bob","metadata":${deep(70)}}`;
    const [rejected] = parseMessage(event);
    expect(rejected).toMatchObject({ kind: 'rejected', reason: 'too deep', body: event });
    const [hidden] = parseMessage(event, () => 'hidden');
    expect(hidden?.body).not.toMatch(/eve|bob/);
  });

  it('says of the others what the message says of all: part of an import, looked at', () => {
    const body = `{"import":true,"accept":true,"events":[${JSON.stringify(smallEvent())},${deep(70)}]}`;
    expect(parseMessage(body)).toMatchObject([
      { kind: 'accepted', imported: true, vouched: true },
      { kind: 'rejected', reason: 'too deep' },
    ]);
  });

  it('says "not JSON" of what only looks deep', () => {
    expect(parseMessage('['.repeat(5000))).toMatchObject([{ kind: 'rejected', reason: 'not JSON' }]);
  });
});

describe('splitMessage', () => {
  const one = JSON.stringify(smallEvent());
  const far = deep(65);

  it.each([
    ['one event', `{"a":${far}}`, [[`{"a":${far}}`, true]]],
    [
      'a list',
      `[ ${one} , ${far},"a,]{"]`,
      [
        [one, false],
        [far, true],
        ['"a,]{"', false],
      ],
    ],
    [
      'an envelope',
      `{"x":${far},"events":[${one},${far}]}`,
      [
        [one, false],
        [far, true],
      ],
    ],
    ['the last of two fields', `{"events":[1],"ev\\u0065nts": [ ${far} ] ,"z":[2]}`, [[far, true]]],
    [
      'an inner field of that name',
      `{"a":{"events":[1]},"b":${far}}`,
      [[`{"a":{"events":[1]},"b":${far}}`, true]],
    ],
    [
      'no list in the field',
      `{"events":[1],"events":{"a":${far}}}`,
      [[`{"events":[1],"events":{"a":${far}}}`, true]],
    ],
    ['an empty list', `{"x":${far},"events":[ ]}`, []],
  ])('takes apart %s', (_name, text, expected) => {
    expect(splitMessage(text).map((event) => [event.text, event.deep])).toEqual(expected);
  });

  it('throws at what is not JSON', () => {
    expect(() => splitMessage('[1,')).toThrow(SyntaxError);
  });
});

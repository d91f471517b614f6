import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import type { IntakeEvent } from '../../../core/intake/intake-event.ts';
import {
  checkEvents,
  checkIntake,
  MOST_LINES,
  parseExactBody,
  parseExactLines,
  sendEvents,
} from '../../../core/usage/accept-events.ts';
import type { EntrySettings } from '../../../core/usage/make-entry.ts';
import type { ValidEvent } from '../../../core/usage/parse-message.ts';
import { PLAIN_SETTINGS, smallEvent } from '../../../testing/factories.ts';

const HALF = 'send "id" and "occurredAt" together, or neither and both are filled in';

const lines = (count: number) => Array.from({ length: count }, () => '{}').join('\n');

describe('a body of one document a line', () => {
  it.each([
    ['two lines', '{"a":"1"}\n{"a":"2"}', [{ a: '1' }, { a: '2' }]],
    [
      'lines of Windows, and empty ones between',
      '\n{"a":"1"}\r\n\r\n  \r\n{"a":"2"}\r\n',
      [{ a: '1' }, { a: '2' }],
    ],
    ['one line', '{"a":"1"}\n', { a: '1' }],
    ['one document over several lines', '{\n"a":"1"\n}', { a: '1' }],
    ['a list', '[{"a":"1"}\n]', [{ a: '1' }]],
  ])('is read where it has %s', (_name, body, content) => {
    expect(parseExactLines(body)).toEqual(content);
  });

  it('names the line that is not JSON', () => {
    expect(() => parseExactLines('{"a":"1"}\n{"a":"2"}\n{"b"')).toThrow('line 3 is not JSON');
    expect(() => parseExactLines('{"a":"1"}\n{"b"')).toThrow(InvalidInputError);
    expect(() => parseExactLines('{"a":"1"}\n')).not.toThrow();
    expect(() => parseExactLines('{"a":}')).toThrow(/^the body is not JSON: /);
  });

  it('may have as many lines as one answer can tell of, and not one more', () => {
    expect(parseExactLines(lines(MOST_LINES + 1))).toHaveLength(MOST_LINES + 1);
    expect(() => parseExactLines(lines(MOST_LINES + 2))).toThrow(`more than ${MOST_LINES} lines`);
  });
});

describe('a body', () => {
  it('that is not JSON, or too deep, is refused by name', () => {
    expect(() => parseExactBody('{')).toThrow(InvalidInputError);
    expect(() => parseExactBody('{')).toThrow(/^the body is not JSON: .*(JSON|position)/);
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(() => parseExactBody(deep)).toThrow(InvalidInputError);
    expect(() => parseExactBody(deep)).not.toThrow('is not JSON');
  });
});

const NOW = Date.parse('2026-11-21T10:15:30.000Z');
let ids = 0;
const PORTS = { clock: { now: () => NOW }, newId: () => `id-${ids++}` };
const FIVE_DAYS: EntrySettings = { ...PLAIN_SETTINGS, oldestDays: 5 };

function checked(content: unknown, settings = PLAIN_SETTINGS, headers = {}) {
  return checkEvents(JSON.stringify(content), PORTS, settings, headers);
}

function acceptedEvents(content: unknown) {
  return checked(content).accepted.map(({ event }) => event);
}

/** What is said of the only event of a request, as `field: message`. */
function said(content: unknown, settings = PLAIN_SETTINGS): string[] {
  const { rejected } = checked(content, settings);
  return rejected.flatMap(({ errors }) => errors.map(({ field, message }) => `${field}: ${message}`));
}

const missing = (field: string) => [`${field}: is missing: ${HALF}`];

const at = (days: number) => smallEvent({ occurredAt: new Date(NOW - days * 86_400_000).toISOString() });

describe('the events of a request', () => {
  const { id: _id, occurredAt: _at, ...bare } = smallEvent() as Record<string, string>;

  it('are one, or a list, and told apart where the answer has to', () => {
    expect(checked(smallEvent())).toMatchObject({ single: true, rejected: [], accepted: [{ index: 0 }] });
    expect(checked({ events: [smallEvent()] })).toMatchObject({ single: false, accepted: [{ index: 0 }] });
    const two = checked({ events: [smallEvent(), smallEvent({ id: 'b' })] });
    expect([two.single, two.accepted.map(({ index }) => index)]).toEqual([false, [0, 1]]);
  });

  it('have id and time together, or neither and both are made', () => {
    ids = 0;
    expect(acceptedEvents(bare)).toMatchObject([{ id: 'id-0', occurredAt: '2026-11-21T10:15:30.000Z' }]);
    expect(acceptedEvents({ ...bare, id: null })).toMatchObject([{ id: 'id-1' }]);
    expect(acceptedEvents(smallEvent({ id: 'own' }))).toMatchObject([
      { id: 'own', occurredAt: '2026-11-21T10:15:30.123Z' },
    ]);
    expect(said({ ...bare, id: 'own' })).toEqual(missing('occurredAt'));
    expect(said({ ...bare, occurredAt: '2026-11-21T10:15:30Z' })).toEqual(missing('id'));
    expect(said({ ...bare, id: 'own', occurredAt: null })).toEqual(missing('occurredAt'));
    const [first, second, ...more] = said({ ...bare, id: 'own', userId: 7 });
    expect([first, second?.split(':')[0], more]).toEqual([...missing('occurredAt'), 'userId', []]);
  });

  it('are refused one by one, the others are taken', () => {
    const { accepted, rejected } = checked({
      events: [smallEvent(), 'text', smallEvent({ id: 'c', usage: 7 }), smallEvent({ id: 'd' })],
    });
    expect(accepted.map(({ index }) => index)).toEqual([0, 3]);
    expect(rejected.map(({ index, errors }) => [index, errors[0]?.field])).toEqual([
      [1, ''],
      [2, 'usage'],
    ]);
  });

  it('may be too old for the stage', () => {
    expect(said(at(4), FIVE_DAYS)).toEqual([]);
    expect(said(at(7), FIVE_DAYS)).toMatchObject([expect.stringMatching(/^occurredAt: /)]);
    expect(said(at(7))).toEqual([]);
  });

  it('are written anew where another name was meant, and told what they lack', () => {
    const { rejected } = checked({ ...bare, user: 'user-1' });
    expect(rejected).toMatchObject([{ index: 0, rewritten: { userId: 'user-1' } }]);
    expect(rejected[0]).not.toHaveProperty('incomplete');
    const { model: _model, ...lacking } = bare;
    const foreign = checked({ ...lacking, user_id: 'user-1' }).rejected[0];
    expect(foreign).toMatchObject({ incomplete: { event: { userId: 'user-1' }, missing: ['model'] } });
    expect(foreign).not.toHaveProperty('rewritten');
    // An event of our own names alone is told what is wrong and nothing more.
    expect(Object.keys(checked(lacking).rejected[0] ?? {})).toEqual(['index', 'errors']);
    expect(checked({ ...lacking, user_id: 'user-1', usage: 7 }).rejected[0]).not.toHaveProperty('incomplete');
  });

  it('are written anew for the first twenty that are refused', () => {
    const { rejected } = checked({ events: Array.from({ length: 22 }, () => ({ ...bare, user: 'user-1' })) });
    expect(rejected.filter(({ rewritten }) => rewritten)).toHaveLength(20);
    expect(rejected).toHaveLength(22);
  });

  it('are none where a sender only asks whether we are there', () => {
    expect(checked({ events: [], check: true })).toEqual({ accepted: [], rejected: [], single: false });
  });

  it('may be the data of a CloudEvent, whose headers say when it was', () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'cloud-1',
      'ce-source': '/test',
      'ce-type': 'usage',
      'ce-time': '2026-11-21T10:00:00Z',
    };
    const { accepted, single } = checked(bare, PLAIN_SETTINGS, headers);
    expect(single).toBe(true);
    expect(accepted[0]?.event).toMatchObject({ occurredAt: '2026-11-21T10:00:00Z' });
  });
});

const ask = (count: number) =>
  checkIntake(
    Array.from({ length: count }, (_, index) => ({ event: smallEvent({ id: `e${index}` }) as IntakeEvent })),
    'spans',
    PORTS,
    PLAIN_SETTINGS,
  );

describe('a list of what others send', () => {
  it('holds one event at least, and no more than a message', () => {
    expect(ask(LIMITS.eventsPerMessage).accepted).toHaveLength(LIMITS.eventsPerMessage);
    expect(() => ask(0)).toThrow(`"spans" must hold 1 to ${LIMITS.eventsPerMessage} events, not 0`);
    expect(() => ask(LIMITS.eventsPerMessage + 1)).toThrow(InvalidInputError);
  });

  it('keeps what became no event, at its place', () => {
    const errors = [{ field: 'x', message: 'is odd' }];
    const found = checkIntake([{ errors }, { event: smallEvent() }], 'spans', PORTS, PLAIN_SETTINGS);
    expect(found).toMatchObject({ accepted: [{ index: 1 }], rejected: [{ index: 0, errors }] });
  });
});

const eventsOf = (bodies: readonly string[]) =>
  bodies.map((body, index) => ({ kind: 'accepted', index, body }) as unknown as ValidEvent);

/** Sends to a queue that takes every message but those that `refuses`. */
const sendTo = async (bodies: readonly string[], refuses: (body: string) => boolean = () => false) => {
  const sent: string[] = [];
  const sender = {
    send: (body: string) =>
      refuses(body) ? Promise.reject(new Error('no answer')) : Promise.resolve(void sent.push(body)),
  };
  return { ...(await sendEvents(eventsOf(bodies), sender)), messages: sent };
};

/** A text that is JSON of so many bytes. */
const bytes = (count: number, letter = 'x') => `"${letter.repeat(count - 2)}"`;

describe('accepted events', () => {
  const FULL = 1024 * 1024 - 1024;

  it('go in one message while they fit, a comma for each', async () => {
    const exact = await sendTo([bytes(FULL - 12), bytes(10)]);
    expect(exact.messages.map(({ length }) => length)).toEqual(['{"events":[]}'.length + FULL - 12 + 1 + 10]);
    const more = await sendTo([bytes(FULL - 11), bytes(10), bytes(10)]);
    expect(more.messages.map((text) => text.split(',').length)).toEqual([1, 2]);
    const two = await sendTo([bytes(FULL - 20), bytes(10), bytes(10)]);
    expect(two.messages.map((text) => text.split(',').length)).toEqual([2, 1]);
    expect(more.sent.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(JSON.parse(two.messages[1] ?? '')).toEqual({ events: ['xxxxxxxx'] });
  });

  it('come back where the queue did not take their message, and all fail where it took none', async () => {
    const bodies = [bytes(FULL - 1, 'a'), bytes(FULL - 1, 'b')];
    const part = await sendTo(bodies, (body) => body.includes('b'));
    expect([part.sent.map(({ index }) => index), part.rejected.map(({ index }) => index)]).toEqual([
      [0],
      [1],
    ]);
    expect(part.rejected[0]?.errors[0]?.message).toMatch(/send it again unchanged/);
    await expect(sendTo(bodies, () => true)).rejects.toMatchObject({
      name: 'UnavailableError',
      cause: new Error('no answer'),
    });
    expect(await sendTo([])).toEqual({ sent: [], rejected: [], messages: [] });
  });

  it('have what SQS does not take written out, and mean the same', async () => {
    const { messages } = await sendTo(['"\uFFFE\uFFFF"']);
    expect(messages).toEqual([String.raw`{"events":["\ufffe\uffff"]}`]);
    expect(JSON.parse(messages[0] ?? '')).toEqual({ events: ['\uFFFE\uFFFF'] });
  });
});

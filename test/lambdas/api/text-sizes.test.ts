import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../../lambdas/api/create-api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import type { Context } from 'aws-lambda';
import { CALLERS, gatewayEvent, startApi, type TestApi, UNLIMITED } from '../../support/api.ts';
import { type ApiDocument, requestWith, type Slot, textSlotsOf } from '../../../prove/inputs/slots.ts';
import { textRequests, type TextRequest } from '../../../prove/inputs/text-cases.ts';
import { usageEvent } from '../../support/ledger.ts';

/** Bytes that texts may have at most in an answer that refuses them. */
const MOST_ERROR_BYTES = 64 * 1024;
/** Which of the requests npm test makes: every third; `npm run prove -- calendar` makes all. */
const STEP = IN_PROOF ? 1 : 3;
let dynamo: TestDynamo;
let api: TestApi;
let slots: Slot[];

beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('sizes');
  api = startApi(dynamo, 'sizes', { settings: UNLIMITED });
  slots = textSlotsOf((await api.call('/openapi.json')).body as unknown as ApiDocument);
});
afterAll(() => dynamo.stop());

async function send({ request, body, slot, value }: TextRequest) {
  const { status, text, body: said } = await api.call(request, body === undefined ? {} : { body });
  const errors = (said as unknown as { errors?: { field: string }[] }).errors ?? [];
  return {
    slot: `${slot.route} ${slot.where} ${slot.name}`,
    size: value.length,
    status,
    bytes: Buffer.byteLength(text),
    fields: errors.map(({ field }) => field),
  };
}

async function sendEach(requests: readonly TextRequest[]) {
  const answers = [];
  for (const request of requests.filter((_request, nth) => nth % STEP === 0))
    answers.push(await send(request));
  return answers;
}

describe('a text of any size in any parameter or field, at any depth', () => {
  it('never breaks a route, and what refuses it is short', async () => {
    const nested = slots.filter(({ steps }) => steps.length > 1);
    expect([slots.length > 250, nested.length > 40]).toEqual([true, true]);
    const inside = new Set(nested.map(({ name }) => name));
    for (const name of ['tags', 'usage', 'attributes', 'type', 'id'])
      expect([name, inside.has(name)]).toEqual([name, true]);
    const answers = await sendEach(textRequests(slots, { each: false }));
    expect(
      answers.filter(({ status, bytes }) => status >= 500 || (status >= 400 && bytes > MOST_ERROR_BYTES)),
    ).toEqual([]);
  });

  it('that no name can have in a path is a 400 which names the variable', async () => {
    const paths = slots.filter(({ where, route }) => where === 'path' && !/redrive|breakdown/.test(route));
    expect(paths.length).toBeGreaterThan(25);
    const long = textRequests(paths, { each: false }).filter(({ value }) => Buffer.byteLength(value) >= 1025);
    const answers = await sendEach(long);
    expect(
      answers.filter(
        ({ status, fields, slot }) =>
          status !== 400 || fields.includes('proxy') || !fields.some((field) => slot.endsWith(` ${field}`)),
      ),
    ).toEqual([]);
  });

  it('may be the longest in each variable of a path', async () => {
    const longest = `${'t'.repeat(256)}/${'i'.repeat(256)}`;
    for (const path of [`/users/${'u'.repeat(128)}`, `/resources/${longest}`, `/groups/${longest}`])
      expect([path, (await api.call(path)).status]).toEqual([path, 200]);
  });
});

/** Half a character, and control characters. */
const BROKEN = ['a\uD800b', 'Eve\r\n=1+1\u0000'];

describe('half a character, or a control character, in a field', () => {
  it('is refused, or left where it means nothing', async () => {
    const fields = slots.filter(({ where, steps }) => where === 'body' && steps.length === 1);
    const alone = fields.flatMap((slot) =>
      BROKEN.map((value) => ({
        request: requestWith(slot, 'x').request,
        body: { [slot.name]: value },
        slot,
        value,
      })),
    );
    const answers = await sendEach(alone);
    expect(answers.filter(({ status }) => status >= 500 || status < 400)).toEqual([]);
  });
});

/** A request to record whose body is these bytes. */
const recordEvent = (body: Buffer, type: string) => ({
  ...gatewayEvent('POST /record', CALLERS.writer, undefined, { 'content-type': type }),
  body: body.toString('base64'),
  isBase64Encoded: true,
});

describe('what is wrong with a request', () => {
  it.each([
    ['unknown keys', 'POST /budgets/authorize', Object.fromEntries(keys(120_000))],
    ['unknown keys of an event', 'POST /record', { ...usageEvent('a'), ...Object.fromEntries(keys(4_000)) }],
    ['tags', 'POST /budgets/authorize', { estimateUsd: '1', tags: Object.fromEntries(keys(200_000)) }],
    ['usage parts', 'POST /budgets/authorize', { usage: Object.fromEntries(keys(50_000)) }],
    [
      'a list of wrong events',
      'POST /record',
      { events: Array.from({ length: 1000 }, () => ({ [`x${'y'.repeat(900)}`]: 1 })) },
    ],
    [
      'a list of events with many wrong fields',
      'POST /record',
      { events: Array.from({ length: 1000 }, () => ({ tags: Object.fromEntries(keys(21)) })) },
    ],
    [
      'a list of rows of another table, each with much beside',
      'POST /record',
      {
        events: Array.from({ length: 20 }, (_, index) => ({
          ...usageEvent(`row-${index}`),
          inputTokens: 1,
          metadata: { note: 'x'.repeat(7000) },
        })),
      },
    ],
    [
      'a row of another table with much beside',
      'POST /record',
      { ...usageEvent('row'), inputTokens: 1, more: '\u0001'.repeat(7000) },
    ],
    [
      'keys of control characters',
      'POST /budgets/authorize',
      Object.fromEntries(keys(30).map(([name]) => ['\u0001'.repeat(190) + name, 1])),
    ],
    ['a long unknown key', 'POST /budgets/authorize', { ['k'.repeat(1_000_000)]: 1 }],
    ['a long path', `GET /${'p'.repeat(8_000)}`, undefined],
  ])('is told in 64 KB and 20 errors: %s', async (_what, request, body) => {
    const { status, text, body: said } = await api.call(request, { body });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_ERROR_BYTES);
    expect(((said as unknown as { errors?: unknown[] }).errors ?? []).length).toBeLessThanOrEqual(21);
    const expected =
      request === 'POST /record' && status === 202 ? 202 : request.startsWith('GET') ? 404 : 400;
    expect(status).toBe(expected);
  });

  it('is a body that is no UTF-8, or says so', async () => {
    const handler = createApi(api.ports, { error: () => undefined });
    const text = JSON.stringify(usageEvent('a', { userId: 'müller' }));
    const latin1 = Buffer.from(text, 'latin1');
    const status = async (body: Buffer, type: string) =>
      (await handler(recordEvent(body, type), {} as Context)).statusCode;
    expect(await status(latin1, 'application/json; charset=iso-8859-1')).toBe(415);
    expect(await status(latin1, 'application/json')).toBe(400);
    expect(await status(Buffer.from(text), 'application/json; charset="UTF-8"')).toBe(202);
  });

  it.each(['x'.repeat(3000), 'a\u0000b', ''])(
    'is a token of a user whom no message can name',
    async (sub) => {
      const { status } = await api.call('/me', { as: { sub } });
      expect(status).toBe(401);
    },
  );
});

function* keys(count: number): Generator<[string, number]> {
  for (let index = 0; index < count; index++) yield [`k${index}`, 1];
}

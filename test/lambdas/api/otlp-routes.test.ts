import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { EXPORT_JSON, EXPORT_PROTOBUF } from '../../core/intake/otlp/recorded-export.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger } from '../../support/ledger.ts';

const CALL = 'chatcmpl-CGmZ1vX7yqkTnRwE4uPb0sLdHaJi';
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'otlp');
});
beforeEach(() => {
  api = startApi(dynamo, 'otlp');
});
afterAll(() => dynamo.stop());

const send = (bytes: Uint8Array | string, headers: Record<string, string>, query = '') =>
  api.call(`POST /otlp/v1/traces${query}`, { as: CALLERS.writer, body: bytes, headers, base64: true });

function sentIds(): string[] {
  return api.sent
    .flatMap((body) => (JSON.parse(body) as { events: { id: string }[] }).events)
    .map(({ id }) => id);
}

/** A span of the recorded export with other values. */
function exportOf(...spans: Record<string, unknown>[]): string {
  const [group] = EXPORT_JSON.resourceSpans;
  const span = group?.scopeSpans[0]?.spans[0];
  return JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: spans.map((one) => ({ ...span, ...one })) }] }],
  });
}

describe('POST /otlp/v1/traces', () => {
  it.each([
    ['JSON', JSON.stringify(EXPORT_JSON), JSON_TYPE],
    ['JSON by gzip', gzipSync(JSON.stringify(EXPORT_JSON)), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['protobuf', Buffer.from(EXPORT_PROTOBUF, 'base64'), PROTOBUF_TYPE],
    [
      'protobuf by gzip',
      gzipSync(Buffer.from(EXPORT_PROTOBUF, 'base64')),
      { ...PROTOBUF_TYPE, 'content-encoding': 'gzip' },
    ],
  ])('takes %s', async (_name, body, headers) => {
    const { status } = await send(body, headers);
    expect(status).toBe(200);
    expect(sentIds()).toEqual([CALL]);
  });

  it('answers in the encoding that it was asked in, empty when everything was taken', async () => {
    expect((await send(JSON.stringify(EXPORT_JSON), JSON_TYPE)).body).toEqual({ partialSuccess: {} });
    const { text, headers } = await send(Buffer.from(EXPORT_PROTOBUF, 'base64'), PROTOBUF_TYPE);
    expect(text).toBe('');
    expect(headers['content-type']).toBe('application/x-protobuf');
  });

  it('takes the good spans and says why it rejected others', async () => {
    const old = { spanId: 'aaaaaaaaaaaaaaaa', startTimeUnixNano: '1000000', endTimeUnixNano: '1000000' };
    const { status, body } = await send(exportOf({}, old), JSON_TYPE);
    expect(status).toBe(200);
    expect(body).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('occurredAt') as string },
    });
    expect(sentIds()).toEqual([CALL]);
  });

  it('says it in protobuf too', async () => {
    const old = Buffer.from(EXPORT_PROTOBUF, 'base64');
    const end = Buffer.alloc(8);
    end.writeBigUInt64LE(1_795_169_731_623_456_789n);
    // The span ends in 1970.
    old.fill(0, old.indexOf(end) + 4, old.indexOf(end) + 8);
    const { text } = await send(old, PROTOBUF_TYPE);
    const partial = { rejected: 0, message: '' };
    new PbfReader(Buffer.from(text, 'base64')).readFields((tag, _result, pbf) => {
      if (tag !== 1) return;
      pbf.readMessage((field, into, inner) => {
        if (field === 1) into.rejected = inner.readVarint();
        if (field === 2) into.message = inner.readString();
      }, partial);
    }, undefined);
    expect(partial).toEqual({ rejected: 1, message: expect.stringContaining('occurredAt') as string });
  });

  it('reads whom a span is for by the names that the address configures', async () => {
    await send(
      JSON.stringify(EXPORT_JSON),
      JSON_TYPE,
      '?user=session.id&resource=reply:gen_ai.response.id&tags=gen_ai.provider.name',
    );
    expect(JSON.parse(api.sent[0] ?? '')).toMatchObject({
      events: [
        {
          userId: 'sess-3',
          resource: { type: 'reply', id: CALL },
          tags: { 'gen_ai.provider.name': 'openai' },
        },
      ],
    });
  });

  it.each([
    ['no JSON', '{', JSON_TYPE, 400],
    ['no export', '{"a":1}', JSON_TYPE, 400],
    ['bytes that are no protobuf', Buffer.from([0xff, 0xff, 0xff]), PROTOBUF_TYPE, 400],
    ['bytes that are not packed', 'plain', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400],
    ['another packing', 'x', { ...JSON_TYPE, 'content-encoding': 'br' }, 415],
    ['another type', 'x', { 'content-type': 'text/plain' }, 415],
  ])('refuses %s', async (_name, body, headers, expected) => {
    const { status } = await send(body, headers);
    expect(status).toBe(expected);
    expect(api.sent).toEqual([]);
  });

  it('takes an empty export, as a test of a connection sends it', async () => {
    expect((await send('{"resourceSpans":[]}', JSON_TYPE)).status).toBe(200);
  });

  it('hides users where the ledger does', async () => {
    api = startApi(dynamo, 'otlp', {
      ports: { users: { current: () => Promise.resolve((id: string) => `h-${id}`) } },
    });
    await send(JSON.stringify(EXPORT_JSON), JSON_TYPE);
    expect(JSON.parse(api.sent[0] ?? '')).toMatchObject({ events: [{ userId: 'h-user-42' }] });
  });
});

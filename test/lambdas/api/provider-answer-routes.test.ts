import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'answers');
});
beforeEach(() => {
  api = startApi(dynamo, 'answers');
});
afterAll(() => dynamo.stop());

const post = (path: string, body: unknown) => api.call(`POST /record/${path}`, { as: CALLERS.writer, body });

const CHAT = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1795169730,
  model: 'gpt-4o-mini-2024-07-18',
  usage: { prompt_tokens: 1000, completion_tokens: 340, prompt_tokens_details: { cached_tokens: 200 } },
};

/** A record of Cloudflare AI Gateway as Logpush writes it. */
function loggedLine(number: number): string {
  const call = { Gateway: 'g', Provider: 'openai', Model: 'm', Metrics: { cost: 0.001 } };
  return JSON.stringify({ ...call, Timestamp: '2026-11-20T10:15:30Z', RequestedModel: `m-${number}` });
}

describe('POST /record/{provider}', () => {
  it.each([
    ['lines', '{}\n'.repeat(10_002), 'has more than 10000 lines'],
    ['a list', `[${'{},'.repeat(1_200_000)}{}]`, 'too many objects'],
    ['a list of more answers than lines', `{"items":[${'{},'.repeat(10_000)}{}]}`, 'at most 10000 answers'],
    ['lists in lines', `{}\n${`[${'[],'.repeat(100_000)}[]]\n`.repeat(12)}`, 'too many objects'],
  ])('refuses %s of millions of values before it reads them', async (_what, text, detail) => {
    const { status, body } = await api.call('POST /record/cloudflare', {
      as: CALLERS.writer,
      body: gzipSync(text),
      headers: { 'content-encoding': 'gzip' },
      base64: true,
    });
    expect([status, body['detail']]).toEqual([400, expect.stringContaining(detail)]);
  });

  it('records the good line among as many as it takes, and tells each of the others', async () => {
    const { status, body, text } = await api.call('POST /record/cloudflare', {
      as: CALLERS.writer,
      body: gzipSync(`${loggedLine(1)}\n${'{}\n'.repeat(9_999)}`),
      headers: { 'content-encoding': 'gzip' },
      base64: true,
    });
    expect([status, body['rejected']]).toEqual([202, expect.objectContaining({ length: 100 })]);
    expect(body['furtherRejected']).toEqual({ events: 9_899, indexes: '101-9999' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
    expect(body['ids']).toHaveLength(1);
    expect(api.sent.splice(0)).toHaveLength(1);
  });

  it('puts an answer on the queue as a usage message of the call', async () => {
    const { status, body } = await post('openai?userId=user-1&resourceType=episode&resourceId=ep-7', CHAT);
    expect(status).toBe(202);
    expect(body).toEqual({ ids: [CHAT.id], rejected: [], warnings: [] });
    expect(JSON.parse(api.sent[0] ?? '')).toMatchObject({
      events: [
        {
          id: CHAT.id,
          occurredAt: '2026-11-20T10:15:30.000Z',
          userId: 'user-1',
          resource: { type: 'episode', id: 'ep-7' },
          usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
        },
      ],
    });
  });

  it('prices an answer without recording it', async () => {
    const { status, body } = await post('openai?dryRun=true', CHAT);
    expect(status).toBe(200);
    // 800 × 0.15 + 200 × 0.075 + 340 × 0.60 dollars a million.
    expect(body).toMatchObject({ costs: [{ costUsd: '0.000339', status: 'priced' }] });
    expect(api.sent).toEqual([]);
  });

  it('takes logs one a line, packed or not, in as many messages as they need, and the trial before them', async () => {
    const text = Array.from({ length: 1200 }, (_, index) => loggedLine(index)).join('\n');
    const { status, body } = await api.call('POST /record/cloudflare', {
      as: CALLERS.writer,
      body: gzipSync(text),
      headers: { 'content-encoding': 'gzip' },
      base64: true,
    });
    expect(status).toBe(202);
    expect(new Set(body['ids'] as unknown as string[]).size).toBe(1200);
    expect(api.sent.map((sent) => (JSON.parse(sent) as { events: object[] }).events.length)).toEqual([
      1000, 200,
    ]);
    expect((await post('cloudflare', { content: 'tests' })).body).toEqual({
      ids: [],
      rejected: [],
      warnings: [],
    });
    expect((await post('cloudflare', [])).status).toBe(400);
  });

  it('takes the good answers of a list and tells the others by their position', async () => {
    const { status, body } = await post('openai', {
      items: [{ error: {} }, { answer: CHAT, userId: 'user-2' }],
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ ids: [CHAT.id], rejected: [{ index: 0, errors: [{ field: 'answer' }] }] });
  });

  it('refuses a list of which no answer can be recorded, and names each', async () => {
    const answer = await post('openai', { items: [{ error: {} }, {}] });
    expect(answer).toMatchObject({ status: 400, body: { rejected: [{ index: 0 }, { index: 1 }] } });
    expect(answer.body).toMatchObject({ errors: [{ field: 'items.0.answer' }, { field: 'items.1.answer' }] });
    expect(api.sent).toEqual([]);
  });

  it.each([
    ['openai', {}, 'answer'],
    ['nobody', CHAT, 'provider'],
    ['constructor', CHAT, 'provider'],
    ['bedrock', { usage: { inputTokens: 1, outputTokens: 1 } }, 'model'],
    ['openai?userId=', CHAT, 'userId'],
    ['openai', [], 'items'],
  ])('refuses what it cannot record to %s with 400 and the field: %o', async (path, body, field) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    const errors = (answer.body as unknown as { errors: { field: string }[] }).errors;
    expect(errors.map((error) => error.field)).toContain(field);
  });

  it('hides users where the ledger does, whatever the payload calls them', async () => {
    const users = { current: () => Promise.resolve((id: string) => `h-${id}`) };
    api = startApi(dynamo, 'answers', { ports: { users } });
    const payload = {
      id: CHAT.id,
      call_type: 'completion',
      model: 'gpt-4o-mini',
      custom_llm_provider: 'openai',
      startTime: 1795169730,
      endTime: 1795169731,
      prompt_tokens: 1,
      completion_tokens: 1,
      response_cost: 0.1,
      end_user: 'customer-7',
      metadata: {},
    };
    await post('litellm', payload);
    expect(JSON.parse(api.sent[0] ?? '')).toMatchObject({ events: [{ userId: 'h-customer-7' }] });
    expect(api.sent[0]).not.toContain('"customer-7"');
  });
});

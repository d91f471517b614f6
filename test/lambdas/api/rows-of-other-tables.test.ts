import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'rows');
});

beforeEach(() => {
  api = startApi(dynamo, 'rows', { settings: { retentionDays: 400 } });
});

afterAll(() => dynamo.stop());

const record = (body: unknown, query = '') => api.call(`POST /record${query}`, { as: CALLERS.writer, body });

describe('POST /record of a row of another table', () => {
  it.each([
    [
      'a cost entry of a video platform',
      {
        service: 'openai',
        operation: 'script-generation',
        amount: 0.05,
        model: 'gpt-4-turbo',
        inputTokens: 2000,
        outputTokens: 500,
        resourceId: 'video-123',
        resourceType: 'video',
        metadata: { prompt: 'short' },
      },
      ['amount', 'inputTokens', 'outputTokens', 'resourceId', 'resourceType', 'provider', 'service', 'usage'],
      {
        provider: 'openai',
        model: 'gpt-4-turbo',
        operation: 'script-generation',
        reportedCostUsd: '0.05',
        usage: { input_tokens: 2000, output_tokens: 500 },
        resource: { type: 'video', id: 'video-123' },
        metadata: { prompt: 'short' },
      },
      '0.035',
    ],
    [
      'a cost event of podcasts, with the tokens in its metadata',
      {
        event_type: 'ai_api_call',
        service: 'gemini_text',
        quantity: 1500,
        unit: 'tokens',
        unit_cost: 0.00000015,
        total_cost_usd: 0.0002,
        episode_id: 'ep-7',
        podcast_id: 'pod-1',
        user_id: 'user-1',
        timestamp: '2026-11-20T10:00:00Z',
        metadata: {
          model: 'gemini-2.5-flash',
          input_tokens: 1000,
          output_tokens: 500,
          duration_ms: 1200,
          region: 'us-east-1',
        },
      },
      [
        'event_type',
        'quantity',
        'unit',
        'unit_cost',
        'total_cost_usd',
        'episode_id',
        'podcast_id',
        'user_id',
      ],
      {
        provider: 'google',
        service: 'llm',
        model: 'gemini-2.5-flash',
        usage: { input_tokens: 1000, output_tokens: 500, duration_ms: 1200 },
        reportedCostUsd: '0.0002',
        resource: { type: 'episode', id: 'ep-7' },
        group: { type: 'podcast', id: 'pod-1' },
        userId: 'user-1',
        region: 'us-east-1',
      },
      // 1,000 × $0.30 and 500 × $2.50 a million.
      '0.00155',
    ],
    [
      'the time of a function of podcasts',
      {
        event_type: 'lambda_execution',
        service: 'lambda',
        quantity: 12.5,
        unit: 'GB-Seconds',
        total_cost: 0.000208,
        episode_id: 'ep-7',
        created_at: '2026-11-20T10:00:00Z',
      },
      [
        'event_type',
        'quantity',
        'unit',
        'total_cost',
        'episode_id',
        'created_at',
        'provider',
        'model',
        'usage',
      ],
      {
        provider: 'aws',
        service: 'lambda',
        model: 'lambda',
        usage: { gb_seconds: '12.5' },
        reportedCostUsd: '0.000208',
      },
      // 12.5 × $0.0000166667.
      '0.00020833375',
    ],
  ])(
    'answers %s with every wrong field and the body to send',
    async (_name, row, fields, rewritten, costUsd) => {
      const { status, body } = await record(row);
      expect(status).toBe(400);
      const { errors, help, detail, ...answer } = body as unknown as {
        errors: { field: string; message: string }[];
        help: string;
        detail: string;
        rewritten: object;
      };
      expect(errors.map(({ field }) => field)).toEqual(expect.arrayContaining(fields));
      for (const field of fields) expect(detail).toContain(field);
      expect(errors.filter(({ field }) => !(field in row)).map(({ message }) => message)).toEqual(
        errors
          .filter(({ field }) => !(field in row))
          .map(() => expect.stringMatching(/^is missing: it must/) as string),
      );
      expect(help).toBe('docs/message.md#fields');
      expect(answer.rewritten).toMatchObject(rewritten);
      const listed = await record({ events: [row, usageEvent('good')] });
      expect(listed.body).toMatchObject({ ids: ['good'], rejected: [{ index: 0, rewritten }] });
      const priced = await record(answer.rewritten, '?dryRun=true');
      expect(priced.body).toMatchObject({ costs: [{ status: 'priced', costUsd }] });
      const taken = await record(answer.rewritten);
      expect(taken.status).toBe(202);
    },
  );

  it.each([
    [
      'a picture of a job without its model',
      {
        job_id: 'job-1',
        user_id: 'u-1',
        provider: 'replicate',
        resource_type: 'image',
        quantity: 5,
        unit_cost: 0.003,
        total_cost: 0.015,
        recorded_at: '2026-11-20T10:00:00Z',
      },
      {
        provider: 'replicate',
        userId: 'u-1',
        resource: { type: 'job', id: 'job-1' },
        usage: { images: 5 },
        reportedCostUsd: '0.015',
        occurredAt: '2026-11-20T10:00:00Z',
      },
      ['model'],
    ],
    [
      'speech by its characters, of whatever model',
      { event_type: 'tts', service: 'gemini_tts', quantity: 5000, unit: 'characters', episode_id: 'ep-1' },
      { provider: 'google', service: 'tts', usage: { characters: 5000 }, operation: 'tts' },
      ['model'],
    ],
    [
      'a row that says little',
      { amount: 1, service: 'something' },
      { reportedCostUsd: 1, metadata: { service: 'something' } },
      ['provider', 'model', 'usage'],
    ],
  ])('answers %s with what is left to say', async (_name, row, event, missing) => {
    const { status, body } = await record(row);
    expect(status).toBe(400);
    expect(body).not.toHaveProperty('rewritten');
    expect(body['incomplete']).toMatchObject({ event, missing });
    const listed = await record({ events: [row, usageEvent('good')] });
    expect(listed.body).toMatchObject({ rejected: [{ index: 0, incomplete: { event, missing } }] });
    const { incomplete } = body as unknown as { incomplete: { event: Record<string, unknown> } };
    const told = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 }, ...incomplete.event };
    expect((await record(told)).status).toBe(202);
  });

  it('offers no body where a value is wrong', async () => {
    const { body } = await record({ ...usageEvent('w1'), amount: 1, userId: 7 });
    expect(body).not.toHaveProperty('rewritten');
    expect(body).not.toHaveProperty('incomplete');
    const single = await record(usageEvent('p1', { usage: { inputTokens: 1 } }));
    expect(single.body).toMatchObject({
      help: 'docs/message.md#usage-parts',
      errors: [
        { field: 'usage.inputTokens', message: expect.stringContaining('"usage.input_tokens"') as string },
      ],
    });
  });
});

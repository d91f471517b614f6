import { describe, expect, it } from 'vitest';
import { knownHostEndpoint } from '../../../client/wrappers/known-host-endpoint.ts';
import { recordingFetch } from '../../../client/wrappers/recording-fetch.ts';
import { costOf } from '../../support/ledger-entry.ts';
import { Recording } from '../support/recording.ts';

interface Exchange {
  readonly url: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status?: number;
  readonly json: unknown;
}

/** What is recorded of the exchanges, in their order, by one process. */
async function recorded(...exchanges: readonly Exchange[]): Promise<Recording> {
  const recording = new Recording();
  const answers = exchanges.values();
  const metered = recordingFetch(recording, knownHostEndpoint(), () => {
    const { json, headers = {}, status = 200 } = answers.next().value as Exchange;
    return Promise.resolve(Response.json(json, { headers, status }));
  });
  for (const { url, method = 'POST', body } of exchanges) {
    const response = await metered(url, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.json();
  }
  return recording;
}

const REQUEST = '019c3a4b-7e1d-4f6a-9b3c-2d5e8f7a6b1c';
const units = (count: string) => ({ 'x-fal-request-id': REQUEST, 'x-fal-billable-units': count });

describe('a model of fal', () => {
  it('costs the units that the header says, here megapixels of 0.003 USD', async () => {
    const { drafts } = await recorded({
      url: 'https://fal.run/fal-ai/flux/schnell',
      body: { prompt: 'a cat' },
      headers: units('2'),
      json: { images: [{ url: 'https://v3.fal.media/a.png', width: 1920, height: 1080 }], seed: 1 },
    });
    expect(drafts).toMatchObject([
      {
        id: REQUEST,
        provider: 'fal',
        service: 'image',
        model: 'fal-ai/flux/schnell',
        usage: { images: '2' },
      },
    ]);
    expect(costOf(drafts)).toMatchObject({ usd: '0.006', statuses: ['priced'] });
  });

  it('is recorded once by the queue, when its result is fetched', async () => {
    const at = `https://queue.fal.run/fal-ai/veo3/requests/${REQUEST}`;
    const result = {
      url: at,
      method: 'GET',
      headers: units('8'),
      json: { video: { url: 'https://v3.fal.media/a.mp4' } },
    };
    const { drafts } = await recorded(
      {
        url: 'https://queue.fal.run/fal-ai/veo3',
        body: {},
        json: { request_id: REQUEST, status: 'IN_QUEUE' },
      },
      { url: `${at}/status`, method: 'GET', json: { status: 'COMPLETED' } },
      result,
      result,
    );
    expect(drafts).toMatchObject([{ service: 'video', model: 'fal-ai/veo3', usage: { video_seconds: '8' } }]);
    // 8 seconds at 0.4 USD.
    expect(costOf(drafts)).toMatchObject({ usd: '3.2', statuses: ['priced'] });
  });

  it('has by the queue the name by which it was ordered, which the address of its result lacks', async () => {
    const at = `https://queue.fal.run/fal-ai/flux/requests/${REQUEST}`;
    const { drafts } = await recorded(
      {
        url: 'https://queue.fal.run/fal-ai/flux/dev',
        body: { prompt: 'a cat' },
        json: { request_id: REQUEST, status: 'IN_QUEUE', response_url: at },
      },
      // Too early: the order is still worked on.
      {
        url: at,
        method: 'GET',
        status: 202,
        headers: { 'x-fal-request-id': REQUEST },
        json: { status: 'IN_PROGRESS' },
      },
      {
        url: at,
        method: 'GET',
        headers: units('2'),
        json: { images: [{ url: 'https://v3.fal.media/a.png' }] },
      },
    );
    expect(drafts).toMatchObject([{ id: REQUEST, model: 'fal-ai/flux/dev', usage: { images: '2' } }]);
    // 2 megapixels at 0.025 USD.
    expect(costOf(drafts)).toMatchObject({ usd: '0.05', statuses: ['priced'] });
  });

  it('is billed by the video where its price is', async () => {
    const { drafts } = await recorded({
      url: 'https://fal.run/fal-ai/ovi',
      body: { prompt: 'a cat speaks' },
      headers: units('1'),
      json: { video: { url: 'https://v3.fal.media/a.mp4' }, seed: 1 },
    });
    expect(drafts).toMatchObject([{ service: 'video', usage: { requests: '1' } }]);
    expect(costOf(drafts)).toMatchObject({ usd: '0.2', statuses: ['priced'] });
  });

  it('is unpriced where no header tells what was billed', async () => {
    const { drafts } = await recorded({
      url: 'https://fal.run/fal-ai/flux/dev',
      body: {},
      json: { images: [{ url: 'https://v3.fal.media/a.png' }] },
    });
    expect(costOf(drafts)).toMatchObject({ usd: '0', statuses: ['unpriced'] });
    expect(drafts[0]?.problems).toEqual(['fal did not tell x-fal-billable-units']);
  });
});

describe('a task of Runware', () => {
  const task = '39d7207a-87ef-4c93-8082-1431f9c1dc97';
  const api = 'https://api.runware.ai/v1';

  it('costs what each of its results says', async () => {
    const { drafts } = await recorded({
      url: api,
      body: [
        {
          taskType: 'imageInference',
          taskUUID: task,
          model: 'runware:100@1',
          numberResults: 2,
          includeCost: true,
        },
      ],
      json: {
        data: [
          {
            taskType: 'imageInference',
            taskUUID: task,
            imageUUID: 'b7db282d-2943-4f12-992f-77df3ad3ec71',
            cost: 0.0013,
          },
          {
            taskType: 'imageInference',
            taskUUID: task,
            imageUUID: 'c8db282d-2943-4f12-992f-77df3ad3ec72',
            cost: 0.0006,
          },
        ],
      },
    });
    expect(drafts).toMatchObject([
      {
        id: `runware/${task}/b7db282d-2943-4f12-992f-77df3ad3ec71`,
        via: 'wrapper',
        model: 'runware:100@1',
        service: 'image',
        usage: { images: 1 },
        reportedCostUsd: '0.0013',
      },
      { model: 'runware:100@1', reportedCostUsd: '0.0006' },
    ]);
    expect(costOf(drafts)).toMatchObject({ usd: '0.0019', statuses: ['reported'] });
  });

  it('that goes on is recorded once, when a look finds its result', async () => {
    const look = { url: api, body: [{ taskType: 'getResponse', taskUUID: task }] };
    const done = {
      taskType: 'videoInference',
      taskUUID: task,
      videoUUID: 'd9db282d-2943-4f12-992f-77df3ad3ec73',
      status: 'success',
      cost: 0.183,
    };
    const { drafts } = await recorded(
      {
        url: api,
        body: [{ taskType: 'videoInference', taskUUID: task, model: 'klingai:5@3', deliveryMethod: 'async' }],
        json: { data: [{ taskType: 'videoInference', taskUUID: task }] },
      },
      { ...look, json: { data: [{ taskType: 'videoInference', taskUUID: task, status: 'processing' }] } },
      { ...look, json: { data: [done] } },
      { ...look, json: { data: [done] } },
    );
    expect(drafts).toMatchObject([{ model: 'klingai:5@3', service: 'video', reportedCostUsd: '0.183' }]);
  });

  it('costs what its texts say, which have no id of their own', async () => {
    const text = { taskType: 'promptEnhance', taskUUID: task, text: 'a cat at dusk', cost: 0.0002 };
    const chat = { taskType: 'textInference', taskUUID: 'chat', text: 'Hello', cost: 0.001 };
    const { drafts } = await recorded({
      url: api,
      body: [
        { taskType: 'promptEnhance', taskUUID: task, promptVersions: 2 },
        { taskType: 'textInference', taskUUID: 'chat', model: 'minimax:m2.7@0' },
      ],
      json: { data: [text, { ...text, text: 'a cat at noon' }, chat] },
    });
    expect(drafts).toMatchObject([
      { id: `runware/${task}`, service: 'other', reportedCostUsd: '0.0002' },
      { id: `runware/${task}/1`, service: 'other', reportedCostUsd: '0.0002' },
      { id: 'runware/chat', service: 'llm', model: 'minimax:m2.7@0', reportedCostUsd: '0.001' },
    ]);
  });

  it('that keeps a file costs nothing', async () => {
    const upload = { taskType: 'imageUpload', taskUUID: task };
    const stored = { taskType: 'mediaStorage', taskUUID: 'stored' };
    const { drafts } = await recorded({
      url: api,
      body: [
        { ...upload, image: 'data:' },
        { ...stored, media: 'data:' },
      ],
      json: {
        data: [
          { ...upload, imageUUID: 'a' },
          { ...stored, mediaUUID: 'b' },
        ],
      },
    });
    expect(drafts).toEqual([]);
  });

  it('is recorded where its body is that of a Request', async () => {
    const recording = new Recording();
    const result = { taskType: 'imageInference', taskUUID: task, imageUUID: 'a', cost: 0.0013 };
    const metered = recordingFetch(recording, knownHostEndpoint(), () =>
      Promise.resolve(Response.json({ data: [result] })),
    );
    const body = JSON.stringify([{ taskType: 'imageInference', taskUUID: task, model: 'runware:100@1' }]);
    const headers = { 'content-type': 'application/json' };
    await (await metered(new Request(api, { method: 'POST', headers, body }))).json();
    expect(recording.only()).toMatchObject({ model: 'runware:100@1', reportedCostUsd: '0.0013' });
  });
});

/** An event of AWS's binary stream; its checksums are not looked at. */
function awsEvent(payload: object): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  const bytes = new Uint8Array(12 + body.length + 4);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(body, 12);
  return bytes;
}

describe('a model of Bedrock without the AWS SDK', () => {
  const AT = 'https://bedrock-runtime.us-east-1.amazonaws.com/model';
  const headers = { 'x-amzn-requestid': REQUEST };

  async function streamed(path: string, ...events: object[]): Promise<Recording> {
    const recording = new Recording();
    const body = Buffer.concat(events.map(awsEvent));
    const type = { 'content-type': 'application/vnd.amazon.eventstream', ...headers };
    const metered = recordingFetch(recording, knownHostEndpoint(), () =>
      Promise.resolve(new Response(body, { headers: type })),
    );
    await (await metered(`${AT}/${path}`, { method: 'POST', body: '{"messages":[]}' })).arrayBuffer();
    return recording;
  }

  it.each([
    ['Converse', 'converse', { usage: { inputTokens: 100, outputTokens: 50, totalTokens: 150 } }],
    ['InvokeModel with a usage', 'invoke', { usage: { inputTokens: 100, outputTokens: 50 } }],
    ['InvokeModel with OpenAI’s usage', 'invoke', { usage: { prompt_tokens: 100, completion_tokens: 50 } }],
    ['InvokeModel with counts of Llama', 'invoke', { prompt_token_count: 100, generation_token_count: 50 }],
  ])('is counted by %s, and has the id of the invocation log', async (_name, action, json) => {
    const { drafts } = await recorded({
      url: `${AT}/amazon.nova-lite-v1%3A0/${action}`,
      body: {},
      headers,
      json,
    });
    expect(drafts).toMatchObject([
      {
        id: REQUEST,
        provider: 'bedrock',
        region: 'us-east-1',
        model: 'amazon.nova-lite-v1:0',
        usage: { input_tokens: 100, output_tokens: 50 },
      },
    ]);
    // 100 at 0.06 and 50 at 0.24 USD a million.
    expect(costOf(drafts)).toMatchObject({ usd: '0.000018', statuses: ['priced'] });
  });

  it('is counted by the headers where the answer tells nothing', async () => {
    const counted = {
      ...headers,
      'x-amzn-bedrock-input-token-count': '100',
      'x-amzn-bedrock-output-token-count': '50',
    };
    const { drafts } = await recorded({
      url: `${AT}/mistral.mistral-large-2402-v1:0/invoke`,
      body: {},
      headers: counted,
      json: { outputs: [{ text: 'x' }] },
    });
    expect(drafts).toMatchObject([{ usage: { input_tokens: 100, output_tokens: 50 } }]);
  });

  it('is counted by the last event of a stream', async () => {
    const usage = { inputTokens: 100, outputTokens: 50, totalTokens: 150 };
    const converse = await streamed(
      'amazon.nova-lite-v1%3A0/converse-stream',
      { contentBlockIndex: 0, delta: { text: 'Hi' } },
      { stopReason: 'end_turn' },
      { metrics: { latencyMs: 1 }, usage },
    );
    const chunk = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 100, outputTokenCount: 50 } };
    const invoke = await streamed('meta.llama3-8b-instruct-v1:0/invoke-with-response-stream', {
      bytes: btoa(JSON.stringify(chunk)),
    });
    for (const { drafts } of [converse, invoke]) {
      expect(drafts).toMatchObject([{ id: REQUEST, usage: { input_tokens: 100, output_tokens: 50 } }]);
    }
  });
});

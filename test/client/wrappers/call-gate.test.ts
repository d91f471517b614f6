import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../../client/ai-sdk.ts';
import { wrapAnthropic } from '../../../client/anthropic.ts';
import { wrapGoogleGenAI } from '../../../client/google.ts';
import {
  BudgetDeniedError,
  createCostkeeper,
  deniedGrant,
  type Costkeeper,
  type WrapGateOptions,
} from '../../../client/index.ts';
import { wrapOpenAI } from '../../../client/openai.ts';
import { authorizeSchema } from '../../../contracts/api/budget-shapes.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';
import { startStub, type StubAnswer, type StubServer } from '../support/json-server.ts';
import { Recording, sse } from '../support/recording.ts';

const DENIED = {
  decision: 'deny',
  code: 'limit-reached',
  resetsAt: '2026-12-01T00:00:00.000Z',
  userMessage: 'The limit for this is reached. It starts anew on 2026-12-01.',
  reasons: ['the budget "secret" would be passed: 0.01 USD are left'],
  budgetIds: ['b1'],
};
const ALLOWED = { decision: 'allow', holdId: 'h1', expiresAt: '2999-01-01T00:00:00Z', reasons: [] };
const FROM_REQUEST: WrapGateOptions = { estimate: 'from-request' };
const COMPLETION = {
  id: 'c1',
  object: 'chat.completion',
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
};
const ASK = { model: 'gpt-4o', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Say hello' }] };

/** One server for both: the ledger's routes and the provider's. */
async function withLedger(
  gate: object | number,
  provider: (path: string, count: number) => StubAnswer,
  body: (costkeeper: Costkeeper, api: StubServer, transport: CollectingTransport) => Promise<void>,
): Promise<void> {
  let calls = 0;
  await using api = await startStub(({ path }) => {
    if (!path.startsWith('/budgets/')) return provider(path, (calls += 1));
    return typeof gate === 'number' ? { status: gate, json: { detail: 'no' } } : { json: gate };
  });
  const transport = new CollectingTransport();
  await using costkeeper = createCostkeeper({ apiUrl: api.url, token: 't', transport, flushOnExit: false });
  await body(costkeeper, api, transport);
}

const providerCalls = (api: StubServer): string[] =>
  api.seen.map(({ path }) => path).filter((path) => !path.startsWith('/budgets/'));
const released = (api: StubServer): string[] =>
  api.seen.map(({ path }) => path).filter((path) => path.endsWith('/release'));
const openAiOf = (api: StubServer, costkeeper: Costkeeper, gate = FROM_REQUEST): OpenAI =>
  wrapOpenAI(new OpenAI({ apiKey: 'k', baseURL: api.url, maxRetries: 2 }), costkeeper, {
    gate,
    provider: 'openai',
  });

/** What a call rejects with. */
async function failureOf(call: PromiseLike<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the call did not fail');
}

describe('a wrapped client with a gate', () => {
  it('asks with what the request may use, and its event settles the hold', async () => {
    await withLedger(
      ALLOWED,
      () => ({ json: COMPLETION }),
      async (costkeeper, api, transport) => {
        await costkeeper.withContext({ userId: 'u1' }, () =>
          openAiOf(api, costkeeper).chat.completions.create(ASK),
        );
        await costkeeper.flush();
        const asked: unknown = JSON.parse(api.seen[0]?.body ?? '');
        expect(authorizeSchema.safeParse(asked).error?.issues ?? []).toEqual([]);
        expect(asked).toMatchObject({ userId: 'u1', provider: 'openai', service: 'llm', model: 'gpt-4o' });
        expect(asked).toMatchObject({ usage: { output_tokens: 50 } });
        expect(transport.events()).toMatchObject([{ holdId: 'h1', userId: 'u1' }]);
        expect(released(api)).toEqual([]);
      },
    );
  });

  it('asks for each call of a loop, and not again inside a guard', async () => {
    await withLedger(
      ALLOWED,
      () => ({ json: COMPLETION }),
      async (costkeeper, api) => {
        const openai = openAiOf(api, costkeeper);
        for (let turn = 0; turn < 3; turn += 1) await openai.chat.completions.create(ASK);
        const asked = () => api.seen.filter(({ path }) => path === '/budgets/authorize').length;
        expect(asked()).toBe(3);
        await costkeeper.guard({ provider: 'openai', model: 'gpt-4o', estimateUsd: '0.01' }, () =>
          openai.chat.completions.create(ASK),
        );
        expect(asked()).toBe(4);
      },
    );
  });

  it('keeps the hold of a stream that is read after its guard', async () => {
    const pieces = sse([
      { id: 'c1', object: 'chat.completion.chunk', model: 'gpt-4o', choices: [{ index: 0, delta: {} }] },
      { id: 'c1', object: 'chat.completion.chunk', model: 'gpt-4o', choices: [], usage: COMPLETION.usage },
      '[DONE]',
    ]);
    await withLedger(
      ALLOWED,
      () => ({ headers: { 'content-type': 'text/event-stream' }, pieces }),
      async (costkeeper, api, transport) => {
        const openai = wrapOpenAI(new OpenAI({ apiKey: 'k', baseURL: api.url }), costkeeper, {
          provider: 'openai',
        });
        const stream = await costkeeper.guard(
          { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.01' },
          () =>
            openai.chat.completions.create({ ...ASK, stream: true, stream_options: { include_usage: true } }),
        );
        let chunks = 0;
        for await (const chunk of stream) chunks += chunk.id === 'c1' ? 1 : 0;
        expect(chunks).toBe(2);
        await costkeeper.flush();
        expect(transport.events()).toMatchObject([{ holdId: 'h1' }]);
        expect(released(api)).toEqual([]);
      },
    );
  });

  it('gives the hold of an attempt that failed back', async () => {
    await withLedger(
      ALLOWED,
      () => ({ status: 400, json: { error: { message: 'bad' } } }),
      async (costkeeper, api) => {
        await failureOf(openAiOf(api, costkeeper).chat.completions.create(ASK));
        await expect.poll(() => released(api)).toEqual(['/budgets/holds/h1/release']);
      },
    );
  });

  it('sends the cheaper model that the budgets ask for', async () => {
    await withLedger(
      { ...ALLOWED, decision: 'degrade', degradeTo: 'gpt-4o-mini' },
      () => ({ json: { ...COMPLETION, model: 'gpt-4o-mini' } }),
      async (costkeeper, api, transport) => {
        await openAiOf(api, costkeeper).chat.completions.create(ASK);
        await costkeeper.flush();
        expect(JSON.parse(api.seen[1]?.body ?? '')).toMatchObject({ model: 'gpt-4o-mini' });
        expect(transport.events()).toMatchObject([{ model: 'gpt-4o-mini', holdId: 'h1' }]);
      },
    );
  });

  it.each(['openai', 'anthropic', 'google', 'ai-sdk'])(
    'of %s makes no call that is denied, repeats nothing, and tells why',
    async (sdk) => {
      await withLedger(
        DENIED,
        () => ({ json: COMPLETION }),
        async (costkeeper, api) => {
          const error = await failureOf(callBy(sdk, api, costkeeper));
          expect(deniedGrant(error)).toMatchObject({
            code: 'limit-reached',
            budgetIds: ['b1'],
            resetsAt: DENIED.resetsAt,
            userMessage: DENIED.userMessage,
          });
          expect(providerCalls(api)).toEqual([]);
          expect(api.seen).toHaveLength(1);
          // What the middleware throws is for logs, and has the text for people beside its message.
          const shown = error instanceof BudgetDeniedError ? error.userMessage : error.message;
          expect(shown).not.toMatch(/secret|USD/);
        },
      );
    },
  );

  it.each([400, 401, 403])('makes no call when the ledger answers %i', async (status) => {
    await withLedger(
      status,
      () => ({ json: COMPLETION }),
      async (costkeeper, api) => {
        const error = await failureOf(openAiOf(api, costkeeper).chat.completions.create(ASK));
        expect(error.message).toContain(`answered ${status}`);
        expect(deniedGrant(error)).toBeUndefined();
        expect(providerCalls(api)).toEqual([]);
      },
    );
  });

  it('cannot be made without an address to ask at', () => {
    const openai = new OpenAI({ apiKey: 'k' });
    const costkeeper = createCostkeeper({ transport: new CollectingTransport(), flushOnExit: false });
    expect(() => wrapOpenAI(openai, costkeeper, { gate: FROM_REQUEST })).toThrow('needs apiUrl');
    const asking = createCostkeeper({ apiUrl: 'http://127.0.0.1:9', flushOnExit: false });
    for (const estimate of ['from-reqest', '', '-1', Number.NaN, -0.01, undefined as never]) {
      expect(() => wrapOpenAI(openai, asking, { gate: { estimate } })).toThrow(
        'gate.estimate is "from-request"',
      );
      expect(() => costkeeperMiddleware(asking, { gate: { estimate } })).toThrow('gate.estimate is');
    }
    for (const estimate of ['0.05', '1', 0.000001, 'from-request', () => ({ estimateUsd: '1' })]) {
      expect(() => costkeeperMiddleware(asking, { gate: { estimate } })).not.toThrow();
    }
    expect(() => wrapOpenAI(openai, new Recording(), { gate: FROM_REQUEST })).toThrow('createCostkeeper');
    expect(() => costkeeperMiddleware(costkeeper, { gate: FROM_REQUEST })).toThrow('needs apiUrl');
  });
});

function callBy(sdk: string, api: StubServer, costkeeper: Costkeeper): PromiseLike<unknown> {
  const gate = FROM_REQUEST;
  switch (sdk) {
    case 'openai':
      return openAiOf(api, costkeeper).chat.completions.create(ASK);
    case 'anthropic':
      return wrapAnthropic(new Anthropic({ apiKey: 'k', baseURL: api.url }), costkeeper, {
        gate,
      }).messages.create({ ...ASK, model: 'claude-haiku-4-5' });
    case 'google': {
      const google = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: api.url } });
      return wrapGoogleGenAI(google, costkeeper, { gate }).models.generateContent({
        model: 'gemini-2.5-flash',
        contents: 'Say hello',
      });
    }
    default: {
      const model = wrapLanguageModel({
        model: new MockLanguageModelV4({ provider: 'openai.chat', modelId: 'gpt-4o' }),
        middleware: costkeeperMiddleware(costkeeper, { gate }),
      });
      return generateText({ model, prompt: 'Say hello' });
    }
  }
}

describe('the AI SDK’s middleware with a gate', () => {
  it('throws what the budgets said, and sends calls to the cheaper model that it is given', async () => {
    await withLedger(
      { ...ALLOWED, decision: 'degrade', degradeTo: 'gpt-4o-mini' },
      () => ({ json: {} }),
      async (costkeeper, _api, transport) => {
        const usage = {
          inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 2, text: 2, reasoning: 0 },
        };
        const mini = new MockLanguageModelV4({
          provider: 'openai.chat',
          modelId: 'gpt-4o-mini',
          doStream: {
            stream: new ReadableStream({
              start(controller) {
                controller.enqueue({ type: 'stream-start', warnings: [] });
                const finishReason = { unified: 'stop' as const, raw: 'stop' };
                controller.enqueue({ type: 'finish', usage, finishReason });
                controller.close();
              },
            }),
          },
        });
        const middleware = costkeeperMiddleware(costkeeper, {
          gate: { estimate: '0.01' },
          cheaper: { 'gpt-4o-mini': mini },
        });
        const model = new MockLanguageModelV4({ provider: 'openai.chat', modelId: 'gpt-4o' });
        await streamText({ model: wrapLanguageModel({ model, middleware }), prompt: 'Hi' }).consumeStream();
        await costkeeper.flush();
        expect(transport.events()).toMatchObject([
          { model: 'gpt-4o-mini', holdId: 'h1', usage: { input_tokens: 10, output_tokens: 2 } },
        ]);
      },
    );
    await withLedger(
      DENIED,
      () => ({ json: {} }),
      async (costkeeper, api) => {
        expect(await failureOf(callBy('ai-sdk', api, costkeeper))).toBeInstanceOf(BudgetDeniedError);
      },
    );
  });
});

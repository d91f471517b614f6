import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../client/ai-sdk.ts';
import { createCostkeeper } from '../../client/index.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';
import { Recording } from '../client/support/recording.ts';
import { callProvider } from '../support/fake-provider.ts';
import type { Outcome } from './case.ts';
import { outcomeOf, runChat, runResponse } from './run-wrapped.ts';

async function aiSdk(modelId: string, result: object): Promise<Outcome> {
  const recording = new Recording();
  await costkeeperMiddleware(recording).wrapGenerate({
    model: { provider: 'openai.responses', modelId },
    params: {},
    doGenerate: () => Promise.resolve({ response: { modelId }, ...result }),
  });
  return outcomeOf(recording.drafts);
}

const SEARCHES: readonly { kind: string; run: () => Promise<Outcome>; usd: string }[] = [
  {
    // 1,000 at 2.5 and 100 at 10 USD a million, and a search at 25 USD per 1,000: gpt-4o does not reason.
    kind: 'a search by the preview tool of a model that does not reason',
    run: () =>
      runResponse(
        { model: 'gpt-4o', usage: { input_tokens: 1000, output_tokens: 100 } },
        {
          tools: [{ type: 'web_search_preview', search_context_size: 'medium' }],
          output: [{ type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'a' } }],
        },
      ),
    usd: '0.0285',
  },
  {
    // As before, but 1.25 and 10 USD a million, and 10 USD per 1,000: a model that reasons pays the same for both tools.
    kind: 'a search by the preview tool of a model that reasons',
    run: () =>
      runResponse(
        { model: 'gpt-5.1', usage: { input_tokens: 1000, output_tokens: 100 } },
        {
          tools: [{ type: 'web_search_preview_2025_03_11' }],
          output: [{ type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'a' } }],
        },
      ),
    usd: '0.01225',
  },
  {
    // 1,000 at 2 and 100 at 8 USD a million, and 25 USD per 1,000 searches.
    kind: 'a search by the preview tool through the AI SDK',
    run: () =>
      aiSdk('gpt-4.1', {
        usage: { inputTokens: 1000, outputTokens: 100, totalTokens: 1100 },
        content: [
          { type: 'tool-call', toolCallId: 'w', toolName: 'web_search_preview', providerExecuted: true },
        ],
      }),
    usd: '0.0278',
  },
  {
    // 20 at 0.15 and 300 at 0.6 USD a million, and the search of each request at 25 USD per 1,000.
    kind: 'the small model that searches for every request',
    run: () =>
      runChat({
        model: 'gpt-4o-mini-search-preview-2025-03-11',
        usage: { prompt_tokens: 20, completion_tokens: 300 },
      }),
    usd: '0.025183',
  },
];

describe('a search of OpenAI', () => {
  it.each(SEARCHES)('costs its own fee: $kind', async ({ run, usd }) => {
    const outcome = await run();
    expect({ usd: outcome.usd, statuses: outcome.statuses }).toEqual({ usd, statuses: ['priced'] });
  });
});

describe('a fee that the ledger has no part for', () => {
  it('is said, beside what xAI reports in its ticks', async () => {
    const { usd, statuses } = await runChat({
      host: 'api.x.ai',
      model: 'grok-4.3',
      usage: {
        prompt_tokens: 100,
        completion_tokens: 10,
        total_tokens: 110,
        num_sources_used: 5,
        cost_in_usd_ticks: 1_251_500_000,
      },
    });
    // 100 at 1.25 and 10 at 2.5 USD a million; five sources cost 0.125 USD more.
    expect({ usd, statuses }).toEqual({ usd: '0.00015', statuses: ['uncertain'] });
  });
});

describe('what gateways and their servers add to an answer', () => {
  it('counts the searches that OpenRouter has in the usage, beside the cost that it reports', async () => {
    const { usd, statuses, usage } = await runChat({
      host: 'openrouter.ai',
      model: 'openai/gpt-4o-mini',
      usage: {
        prompt_tokens: 194,
        completion_tokens: 2,
        total_tokens: 196,
        cost: 0.0200303,
        server_tool_use: { web_search_requests: 1 },
      },
    });
    expect(usage).toEqual([{ input_tokens: 194, output_tokens: 2, web_searches: 1 }]);
    // 194 at 0.15 and 2 at 0.6 USD a million, and a search at 10 USD per 1,000, as OpenAI's own.
    expect({ usd, statuses }).toEqual({ usd: '0.0100303', statuses: ['priced'] });
  });

  it('makes two events of two calls of one millisecond, whose server makes ids of the time', async () => {
    const transport = new CollectingTransport();
    const client = createCostkeeper({ transport, flushOnExit: false });
    for (const count of [1, 2]) {
      await callProvider(
        {
          protocol: 'openai',
          url: 'https://api.cloudflare.com/client/v4/accounts/a/ai/v1/chat/completions',
          body: { model: '@cf/meta/llama-3.1-8b-instruct' },
          answer: {
            json: {
              id: 'id-1763719200000',
              object: 'chat.completion',
              usage: { prompt_tokens: count, completion_tokens: 1 },
            },
          },
        },
        client as unknown as Recording,
      );
    }
    await client.flush();
    expect(new Set(transport.events().map(({ id }) => id)).size).toBe(2);
  });
});

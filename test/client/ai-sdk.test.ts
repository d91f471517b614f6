import { generateText, simulateReadableStream, streamText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../client/ai-sdk.ts';
import { Recording } from './support/recording.ts';

const usage = {
  inputTokens: { total: 1000, noCache: 700, cacheRead: 200, cacheWrite: 100 },
  outputTokens: { total: 60, text: 50, reasoning: 10 },
};
const finishReason = { unified: 'stop' as const, raw: 'stop' };
const PARTS = {
  input_tokens: 700,
  cache_read_tokens: 200,
  cache_write_5m_tokens: 100,
  output_tokens: 50,
  output_reasoning_tokens: 10,
};

function wrapped(recording: Recording, model: MockLanguageModelV4) {
  return wrapLanguageModel({ model, middleware: costkeeperMiddleware(recording) });
}

describe('costkeeperMiddleware', () => {
  it('records generateText, and the attempts that the SDK repeats', async () => {
    const recording = new Recording();
    let calls = 0;
    const model = new MockLanguageModelV4({
      provider: 'anthropic.messages',
      modelId: 'claude-sonnet-4-5',
      doGenerate: () => {
        calls += 1;
        if (calls === 1)
          return Promise.reject(Object.assign(new Error('overloaded'), { name: 'AI_APICallError' }));
        return Promise.resolve({
          content: [{ type: 'text', text: 'Hi' }],
          finishReason,
          usage,
          warnings: [],
          response: { modelId: 'claude-sonnet-4-5-20250929' },
        });
      },
    });
    const ask = { model: wrapped(recording, model), prompt: 'Hello', maxRetries: 0 };
    await expect(generateText(ask)).rejects.toThrow('overloaded');
    expect((await generateText(ask)).text).toBe('Hi');
    expect(recording.drafts).toMatchObject([
      { provider: 'anthropic', outcome: 'failed', metadata: { error: 'AI_APICallError' } },
      { provider: 'anthropic', service: 'llm', model: 'claude-sonnet-4-5-20250929', usage: PARTS },
    ]);
  });

  it('reads the provider from the model behind a gateway', async () => {
    const recording = new Recording();
    const model = new MockLanguageModelV4({
      provider: 'gateway',
      modelId: 'openai/gpt-4o-mini',
      doGenerate: { content: [{ type: 'text', text: 'Hi' }], finishReason, usage, warnings: [] },
    });
    await generateText({ model: wrapped(recording, model), prompt: 'Hello' });
    expect(recording.only()).toMatchObject({ provider: 'openai', model: 'gpt-4o-mini' });
  });

  it('records streamText when it ends', async () => {
    const recording = new Recording();
    const model = new MockLanguageModelV4({
      provider: 'openai.responses',
      modelId: 'gpt-4o-mini',
      doStream: () =>
        Promise.resolve({
          stream: simulateReadableStream({
            chunks: [
              { type: 'stream-start' as const, warnings: [] },
              {
                type: 'response-metadata' as const,
                id: 'r',
                modelId: 'gpt-4o-mini-2024-07-18',
                timestamp: new Date(0),
              },
              { type: 'text-start' as const, id: '1' },
              { type: 'text-delta' as const, id: '1', delta: 'Hello' },
              { type: 'text-end' as const, id: '1' },
              {
                type: 'finish' as const,
                finishReason,
                usage,
                providerMetadata: { openai: { serviceTier: 'flex' } },
              },
            ],
          }),
        }),
    });
    const result = streamText({ model: wrapped(recording, model), prompt: 'Hello' });
    expect(await result.text).toBe('Hello');
    expect(recording.only()).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini-2024-07-18',
      usage: PARTS,
      attributes: { service_tier: 'flex' },
    });
  });

  it('records a stream that is aborted by what was seen', async () => {
    const recording = new Recording();
    const delta = { type: 'text-delta' as const, id: '1', delta: 'four' };
    const model = new MockLanguageModelV4({
      provider: 'openai.chat',
      modelId: 'gpt-4o-mini',
      doStream: () =>
        Promise.resolve({
          stream: simulateReadableStream({
            chunks: [{ type: 'text-start' as const, id: '1' }, ...Array.from({ length: 20 }, () => delta)],
            chunkDelayInMs: 5,
          }),
        }),
    });
    const controller = new AbortController();
    const result = streamText({
      model: wrapped(recording, model),
      prompt: 'Hello',
      abortSignal: controller.signal,
    });
    for await (const text of result.textStream) if (text === 'four') controller.abort();
    await expect.poll(() => recording.drafts.length).toBe(1);
    expect(recording.only()).toMatchObject({ outcome: 'aborted', metadata: { estimated: true } });
  });
});

import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrapAnthropic } from '../../../client/anthropic.ts';
import { wrapOpenAI } from '../../../client/openai.ts';
import { recordingCostkeeper } from '../../../client/testing.ts';
import { answerProvider, type ProviderStub } from '../../../prove/recipes/answer-provider.ts';

let provider: ProviderStub;
beforeAll(async () => {
  provider = await answerProvider();
});
afterAll(() => provider[Symbol.asyncDispose]());

const MINI = { input_tokens: 800, cache_read_tokens: 200, output_tokens: 50 };
const messages = [{ role: 'user' as const, content: 'A fox' }];

function openAi() {
  const costkeeper = recordingCostkeeper();
  const client = new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  return { costkeeper, client: wrapOpenAI(client, costkeeper, { provider: 'openai' }) };
}

describe('the provider of npm run prove -- recipes', () => {
  it('answers chats and streams as OpenAI does: the SDK reads them, and the wrapper their usage', async () => {
    const { costkeeper, client } = openAi();
    const whole = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
    let streamed = '';
    for await (const { choices } of await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages,
      stream: true,
    })) {
      streamed += choices[0]?.delta.content ?? '';
    }
    expect(whole.choices[0]?.message.content).toBe(streamed);
    expect(costkeeper.events().map(({ usage }) => usage)).toEqual([MINI, MINI]);
  });

  it('answers responses, whole and streamed, and calls the first tool once', async () => {
    const { costkeeper, client } = openAi();
    const tools = [
      { type: 'function' as const, name: 'weather', parameters: { type: 'object' }, strict: false },
    ];
    const first = await client.responses.create({ model: 'gpt-4o-mini', input: 'A day', tools });
    expect(first.output.map(({ type }) => type)).toEqual(['function_call']);
    const output = { type: 'function_call_output' as const, call_id: 'call_1', output: 'Fine' };
    const second = await client.responses.create({ model: 'gpt-4o-mini', input: [output], tools });
    let streamed = '';
    for await (const event of await client.responses.create({
      model: 'gpt-4o-mini',
      input: 'x',
      stream: true,
    })) {
      if (event.type === 'response.output_text.delta') streamed += event.delta;
    }
    expect(streamed).toBe(second.output_text);
    expect(costkeeper.events().map(({ usage }) => usage)).toEqual([MINI, MINI, MINI]);
  });

  it('answers embeddings and messages, and names what it does not know', async () => {
    const { costkeeper, client } = openAi();
    const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input: 'A fox' });
    expect(data[0]?.embedding).toEqual([0.25, -0.5, 0.125]);
    const anthropic = new Anthropic({ apiKey: 'k', baseURL: provider.url, maxRetries: 0 });
    const model = 'claude-sonnet-4-6';
    await wrapAnthropic(anthropic, costkeeper).messages.create({ model, max_tokens: 50, messages });
    expect(costkeeper.events().map(({ usage }) => usage)).toEqual([
      { input_tokens: 40 },
      { input_tokens: 100, cache_write_5m_tokens: 1000, output_tokens: 20 },
    ]);
    await expect(client.moderations.create({ input: 'x' })).rejects.toThrow('404');
    expect(provider.unknown).toEqual(['POST /v1/moderations']);
  });
});

import { simulateReadableStream } from 'ai';
import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../../client/ai-sdk.ts';
import { openAiEndpoint } from '../../../client/wrappers/openai-endpoint.ts';
import { recordingFetch } from '../../../client/wrappers/recording-fetch.ts';
import { seenContainers } from '../../../client/wrappers/seen-containers.ts';
import { Recording } from '../support/recording.ts';

const call = (container_id: string) => ({ type: 'code_interpreter_call', container_id });
/** The same as the AI SDK tells it. */
const ran = (containerId: string): object => ({
  type: 'tool-call',
  toolCallId: 'ci_1',
  toolName: 'code_interpreter',
  providerExecuted: true,
  input: JSON.stringify({ code: '1', containerId }),
});

describe('a container that several responses use', () => {
  it('is billed by the first of them', async () => {
    const recording = new Recording();
    const usage = { input_tokens: 10, output_tokens: 1, total_tokens: 11 };
    const answers = ['cntr_1', 'cntr_1', 'cntr_2'].map((id, index) => ({
      id: `resp_000000000000000${index}`,
      object: 'response',
      status: 'completed',
      model: 'gpt-5.1',
      output: [call(id), call(id)],
      usage,
    }));
    const next = answers.values();
    const metered = recordingFetch(recording, openAiEndpoint({}), () =>
      Promise.resolve(Response.json(next.next().value)),
    );
    for (let sent = 0; sent < answers.length; sent++) {
      const body = JSON.stringify({ model: 'gpt-5.1', input: 'x' });
      await (await metered('https://api.openai.com/v1/responses', { method: 'POST', body })).json();
    }
    expect(recording.drafts.map((draft) => draft.usage.sessions)).toEqual([1, undefined, 1]);
  });

  it('is billed by the first of several calls of the AI SDK, streamed or not', async () => {
    const recording = new Recording();
    const middleware = costkeeperMiddleware(recording);
    const asked = { model: { provider: 'openai.responses', modelId: 'gpt-5.1' }, params: { prompt: [] } };
    const usage = { inputTokens: { total: 10 }, outputTokens: { total: 1 } };
    for (const id of ['cntr_1', 'cntr_1', 'cntr_2']) {
      await middleware.wrapGenerate({
        ...asked,
        doGenerate: () => Promise.resolve({ content: [ran(id)], usage }),
      });
    }
    const stream = simulateReadableStream<object>({ chunks: [ran('cntr_2'), { type: 'finish', usage }] });
    const streamed = await middleware.wrapStream({ ...asked, doStream: () => Promise.resolve({ stream }) });
    for (const reader = streamed.stream.getReader(); !(await reader.read()).done;);
    expect(recording.drafts.map((draft) => draft.usage.sessions)).toEqual([1, undefined, 1, undefined]);
  });

  it('is billed again when its session of twenty minutes is over', () => {
    let now = 0;
    const once = seenContainers(() => now);
    const response = { output: [call('cntr_1'), { type: 'message' }] };
    expect(once(response)).toEqual(response);
    now = 20 * 60 * 1000 - 1;
    expect(once(response)).toEqual({ output: [{ type: 'message' }] });
    now++;
    expect(once(response)).toEqual(response);
  });

  it('changes no response without one', () => {
    const response = { output: [{ type: 'message' }] };
    expect(seenContainers(() => 0)(response)).toBe(response);
    expect(seenContainers(() => 0)(undefined)).toBeUndefined();
  });
});

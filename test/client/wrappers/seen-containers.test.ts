import { simulateReadableStream } from 'ai';
import { describe, expect, it } from 'vitest';
import { costkeeperMiddleware } from '../../../client/ai-sdk.ts';
import { openAiEndpoint } from '../../../client/wrappers/openai-endpoint.ts';
import { recordingFetch } from '../../../client/wrappers/recording-fetch.ts';
import { firstSessions } from '../../../client/wrappers/seen-containers.ts';
import { costOf } from '../../support/ledger-entry.ts';
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

/** The sessions that were recorded, each under the id by which the ledger knows it. */
function sessionsOf(recording: Recording) {
  return recording.drafts
    .filter(({ usage }) => 'sessions' in usage)
    .map(({ id, via, usage }) => ({ id, via, usage }));
}

const sessions = (...containers: string[]) =>
  containers.map((container) => ({ id: `session/${container}`, via: 'wrapper', usage: { sessions: 1 } }));

describe('a container that several responses use', () => {
  it('is billed once, as an event of its own', async () => {
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
    expect(sessionsOf(recording)).toEqual(sessions('cntr_1', 'cntr_2'));
    // Two sessions at 0.03, and three times 10 at 1.25 and 1 at 10 USD a million.
    expect(costOf(recording.drafts)).toMatchObject({ usd: '0.0600675', statuses: ['priced'] });
  });

  it('is billed once by several calls of the AI SDK, streamed or not', async () => {
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
    expect(sessionsOf(recording)).toEqual(sessions('cntr_1', 'cntr_2'));
    expect(recording.drafts).toHaveLength(6);
  });

  it('is left out by the client that recorded it, and nothing else is', () => {
    const { first } = firstSessions(() => 0);
    const session = { provider: 'openai', model: 'gpt-5.1', usage: { sessions: 1 }, id: 'session/c' };
    const others = [
      { ...session, id: 'resp_1' },
      { provider: 'openai', model: 'gpt-5.1', usage: { input_tokens: 1 } },
    ];
    expect(first([...others, session])).toEqual([...others, session]);
    expect(first([...others, session])).toEqual(others);
  });
});

import { describe, expect, it } from 'vitest';
import { costOf } from '../../support/ledger-entry.ts';
import { callProvider } from '../../support/fake-provider.ts';

const json = {
  id: 'msg_vrtx_0123456789',
  model: 'claude-sonnet-4-6',
  usage: { input_tokens: 1000, output_tokens: 100 },
};

function onVertex(host: string, location: string, model: string) {
  return callProvider({
    protocol: 'anthropic',
    url: `https://${host}/v1/projects/p/locations/${location}/publishers/anthropic/models/${model}:rawPredict`,
    body: {},
    answer: { json: { ...json, model } },
  });
}

describe('a message of Claude on Vertex AI', () => {
  // 1,000 at 3 and 100 at 15 USD a million; regional endpoints cost 10 % more, from Claude 4.5 on.
  it.each([
    ['aiplatform.googleapis.com', 'global', 'claude-sonnet-4-6', '0.0045'],
    ['us-east5-aiplatform.googleapis.com', 'us-east5', 'claude-sonnet-4-6', '0.00495'],
    ['aiplatform.us.rep.googleapis.com', 'us', 'claude-sonnet-4-6', '0.00495'],
    ['europe-west1-aiplatform.googleapis.com', 'europe-west1', 'claude-haiku-4-5', '0.00165'],
    ['us-east5-aiplatform.googleapis.com', 'us-east5', 'claude-sonnet-4', '0.0045'],
  ])('by %s in %s: %s', async (host, location, model, usd) => {
    const { recording } = await onVertex(host, location, model);
    expect(costOf(recording.drafts)).toMatchObject({ usd, statuses: ['priced'] });
  });
});

describe('a stream of messages that an error ends', () => {
  it('keeps the input that it told, and says that the output is guessed', async () => {
    const { recording } = await callProvider({
      protocol: 'anthropic',
      url: 'https://api.anthropic.com/v1/messages',
      body: { model: 'claude-sonnet-4-5', stream: true },
      answer: {
        events: [
          {
            type: 'message_start',
            message: {
              id: 'msg_0123456789abcdef',
              model: 'claude-sonnet-4-5',
              usage: { input_tokens: 1000, output_tokens: 1 },
            },
          },
          { type: 'content_block_delta', delta: { text: 'x'.repeat(40) } },
          { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
        ],
      },
    });
    const [draft] = recording.drafts;
    expect(draft?.usage).toEqual({ input_tokens: 1000, output_tokens: 10 });
    expect(costOf(recording.drafts)).toMatchObject({ usd: '0.00315', statuses: ['uncertain'] });
  });
});

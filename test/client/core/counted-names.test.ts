import { describe, expect, it } from 'vitest';
import { anthropicFetch } from '../../../client/anthropic.ts';
import { CountedNames } from '../../../client/core/counted-names.ts';
import { googleFetch } from '../../../client/google.ts';
import { createCostkeeper } from '../../../client/index.ts';
import { openAiFetch } from '../../../client/openai.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';

const answer = () => Promise.resolve(new Response('{}'));

describe('routes that no reader knows', () => {
  it('are counted, and each is said once', () => {
    const said: string[] = [];
    const routes = new CountedNames((text) => said.push(text));
    routes.count('POST api.openai.com/v1/videos');
    routes.count('POST api.openai.com/v1/videos');
    expect(routes.counts()).toEqual({ 'POST api.openai.com/v1/videos': 2 });
    expect(said).toEqual(['POST api.openai.com/v1/videos']);
  });

  it('without end are counted together', () => {
    const routes = new CountedNames(() => undefined);
    for (let index = 0; index < 300; index += 1) routes.count(`POST host/${index}`);
    expect(routes.counts()['others']).toBe(100);
  });

  it('are in the stats of the client, without the ids in their paths; what is free is not', async () => {
    const said: string[] = [];
    const client = createCostkeeper({
      transport: { send: () => Promise.resolve({}) },
      flushOnExit: false,
      warn: (text) => said.push(text),
    });
    const post = { method: 'POST', body: '{}' };
    const openai = openAiFetch(client, {}, answer);
    for (const id of ['thread_abc123def456', 'thread_xyz789uvw012']) {
      await openai(`https://api.openai.com/v1/threads/${id}/runs`, post);
    }
    await openai('https://api.openai.com/v1/files', post);
    await openai('https://api.openai.com/v1/models');
    await anthropicFetch(client, answer)('https://api.anthropic.com/v1/messages/count_tokens', post);
    await anthropicFetch(client, answer)('https://api.anthropic.com/v1/complete', post);
    const base = 'https://generativelanguage.googleapis.com/v1beta';
    await googleFetch(client, answer)(`${base}/models/veo-3.1:predictLongRunning`, post);
    await googleFetch(client, answer)(`${base}/models/gemini-2.5-flash:countTokens`, post);
    expect(client.stats().notCovered).toEqual({
      'POST api.openai.com/v1/threads/*/runs': 2,
      'POST api.anthropic.com/v1/complete': 1,
      'POST generativelanguage.googleapis.com/v1beta/models/veo-3.1:predictLongRunning': 1,
    });
    expect(said).toHaveLength(3);
    expect(said[1]).toBe(
      'costkeeper: the cost of POST api.anthropic.com/v1/complete is not recorded: no reader knows it',
    );
  });
});

describe('fields that no event has', () => {
  it('of drafts and contexts are said once and counted, and the event is recorded', async () => {
    const said: string[] = [];
    const transport = new CollectingTransport();
    const client = createCostkeeper({
      transport,
      flushOnExit: false,
      defaults: { feature: 'x' } as never,
      warn: (text) => said.push(text),
    });
    const draft = { provider: 'acme', model: 'thing', amount: 1, userid: 'zed', usage: { images: 1 } };
    const context = { userId: 'ada', user: 'zed', holdFor: 'acme', resourceId: undefined };
    client.withContext(context, () => client.record(draft));
    client.withContext(context, () => client.record(draft));
    await client.flush();
    expect(client.stats().ignored).toEqual({
      'context.feature': 1,
      'context.user': 2,
      'event.amount': 2,
      'event.userid': 2,
    });
    expect(said).toHaveLength(4);
    expect(said[3]).toBe('costkeeper: event.userid is not recorded: no event has it');
    expect(transport.events()).toMatchObject([{ userId: 'ada' }, { userId: 'ada' }]);
  });
});

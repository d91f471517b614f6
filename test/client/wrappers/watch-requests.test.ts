import { once } from 'node:events';
import { channel } from 'node:diagnostics_channel';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UsageDraft } from '../../../client/core/usage-event.ts';
import type { Endpoint } from '../../../client/wrappers/billable-call.ts';
import { knownHostEndpoint } from '../../../client/wrappers/known-host-endpoint.ts';
import { recordingFetch } from '../../../client/wrappers/recording-fetch.ts';
import { watchRequests } from '../../../client/wrappers/watch-requests.ts';
import { withBedrock } from '../support/fake-bedrock.ts';
import { sse } from '../support/recording.ts';

const USAGE = { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 };
const CHAT = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [],
  usage: USAGE,
};
const CHUNK = { ...CHAT, object: 'chat.completion.chunk', choices: [{ delta: { content: 'Hi' } }] };
const KNOWN = '/v1/chat/completions';

/** Answers as OpenAI does, by what the path ends with. */
function answer(path: string): {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
} {
  const json = { 'content-type': 'application/json' };
  if (path.includes('packed')) {
    return {
      status: 200,
      headers: { ...json, 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(CHAT)),
    };
  }
  if (path.includes('streamed')) {
    const events = sse([{ ...CHUNK, usage: null }, { ...CHUNK, choices: [] }, '[DONE]']);
    return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: events.join('') };
  }
  if (path.includes('failed')) return { status: 500, headers: json, body: '{}' };
  return { status: 200, headers: json, body: JSON.stringify(CHAT) };
}

let server: Server;
let base: string;
let drafts: UsageDraft[];
let uncovered: string[];
let end: () => void;

/** The local server in the place of api.openai.com. */
const endpoint: Endpoint = (call) =>
  knownHostEndpoint()({ ...call, url: new URL(call.url.pathname, 'https://api.openai.com') });
const recorder = {
  record: (draft: UsageDraft) => (drafts.push(draft), ''),
  countUncovered: (route: string) => void uncovered.push(route),
};

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    incoming.resume().once('end', () => {
      const { status, headers, body } = answer(incoming.url ?? '');
      outgoing.writeHead(status, headers).end(body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  [drafts, uncovered] = [[], []];
  end = watchRequests(recorder, { isKnown: (url) => url.origin === base, endpoint });
});
afterEach(() => end());

const BODY = JSON.stringify({ model: 'gpt-4o-mini', messages: [] });

async function byHttp(
  path: string,
  read = (response: IncomingMessage) => response.toArray(),
): Promise<string> {
  const sent = request(`${base}${path}`, { method: 'POST' });
  sent.write(BODY.slice(0, 5));
  sent.end(BODY.slice(5));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return Buffer.concat((await read(response)) as Uint8Array[]).toString('latin1');
}

async function recorded(): Promise<UsageDraft[]> {
  await expect.poll(() => drafts.length + uncovered.length).toBeGreaterThan(0);
  return drafts;
}

describe('requests beside the metered fetch', () => {
  it.each(['', '?packed', '?streamed'])('are recorded where undici tells them: %s', async (query) => {
    const response = await fetch(`${base}${KNOWN}${query}`, { method: 'POST', body: BODY });
    expect(await response.text()).toContain('chatcmpl-');
    expect(await recorded()).toMatchObject([
      { id: CHAT.id, via: 'wrapper', provider: 'openai', usage: { input_tokens: 19, output_tokens: 10 } },
    ]);
  });

  it.each(['', '?packed', '?streamed'])('are recorded where node:http tells them: %s', async (query) => {
    const text = await byHttp(`${KNOWN}${query}`);
    expect(text.length).toBeGreaterThan(10);
    expect(await recorded()).toMatchObject([
      { id: CHAT.id, model: 'gpt-4o-mini-2024-07-18', usage: { input_tokens: 19, output_tokens: 10 } },
    ]);
  });

  it('leave the answer as it came, however it is read', async () => {
    const pieces: Uint8Array[] = [];
    const text = await byHttp(KNOWN, async (response) => {
      response.on('data', (bytes: Uint8Array) => pieces.push(bytes));
      await once(response, 'end');
      return pieces;
    });
    expect(JSON.parse(text)).toEqual(CHAT);
    expect(await recorded()).toHaveLength(1);
  });

  it('are failed where the provider fails, or is not reached', async () => {
    await (await fetch(`${base}${KNOWN}?failed`, { method: 'POST', body: BODY })).text();
    await byHttp(`${KNOWN}?failed`);
    expect(drafts.map(({ outcome, metadata }) => [outcome, metadata?.['status']])).toEqual([
      ['failed', 500],
      ['failed', 500],
    ]);
    end();
    end = watchRequests(recorder, { isKnown: () => true, endpoint });
    await expect(
      fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body: BODY }),
    ).rejects.toThrow('fetch failed');
    expect(drafts.at(-1)).toMatchObject({ outcome: 'failed', model: 'gpt-4o-mini' });
  });

  it('are counted where no reader knows the route', async () => {
    await (await fetch(`${base}/v1/music`, { method: 'POST', body: BODY })).text();
    await byHttp('/v1/music');
    expect(drafts).toEqual([]);
    expect(uncovered).toEqual([`POST ${new URL(base).host}/v1/music`, `POST ${new URL(base).host}/v1/music`]);
  });

  it('are counted where an older undici does not tell its answers', () => {
    const old = { method: 'POST', origin: base, path: KNOWN };
    channel('undici:request:create').publish({ request: old });
    channel('undici:request:headers').publish({
      request: old,
      response: { statusCode: 200, headers: [Buffer.from('content-type'), Buffer.from('application/json')] },
    });
    channel('undici:request:trailers').publish({ request: old, trailers: [] });
    expect(uncovered).toEqual([`POST ${new URL(base).host}${KNOWN}`]);
    expect(drafts).toEqual([]);
  });
});

describe('a request that a wrapper records', () => {
  it('is recorded once when its fetch is watched too', async () => {
    const wrapped = recordingFetch(recorder, endpoint, fetch);
    await (await wrapped(`${base}${KNOWN}`, { method: 'POST', body: BODY })).json();
    expect(await recorded()).toHaveLength(1);
  });

  it('is recorded once when the SDK of AWS sends it by node:http', async () => {
    end();
    end = watchRequests(recorder, {
      isKnown: () => true,
      endpoint: () => ({ base: { provider: 'p', model: 'm' } }),
    });
    const own = await withBedrock(
      () => ({ json: { output: {}, usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } } }),
      (client) => client.send(new ConverseCommand({ modelId: 'm', messages: [] })),
    );
    expect(own.drafts).toHaveLength(1);
    expect(drafts).toEqual([]);
  });
});

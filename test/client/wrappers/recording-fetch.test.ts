import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import Replicate from 'replicate';
import { describe, expect, it } from 'vitest';
import { wrapGoogleGenAI } from '../../../client/google.ts';
import { openAiFetch, wrapOpenAI } from '../../../client/openai.ts';
import { wrapReplicate } from '../../../client/replicate.ts';
import { startStub } from '../support/json-server.ts';
import { Recording } from '../support/recording.ts';

const messages = [{ role: 'user' as const, content: 'hi' }];
const usage = { prompt_tokens: 5, completion_tokens: 2 };

/**
 * Each makes a client, wraps it for each recorder in turn, and calls it once. That of ElevenLabs, which loads thousands of
 * files, is in media.test.ts.
 */
const CALLS: Record<string, (url: string, recorders: Recording[]) => Promise<unknown>> = {
  async openai(url, recorders) {
    let client = new OpenAI({ apiKey: 'k', baseURL: url, maxRetries: 0 });
    for (const recorder of recorders) client = wrapOpenAI(client, recorder);
    return client.chat.completions.create({ model: 'gpt-4o-mini', messages });
  },
  async google(url, recorders) {
    const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: url } });
    for (const recorder of recorders) wrapGoogleGenAI(client, recorder);
    return client.models.generateContent({ model: 'gemini-2.5-flash', contents: 'hi' });
  },
  async replicate(url, recorders) {
    const client = new Replicate({ auth: 'k', baseUrl: url, useFileOutput: false });
    for (const recorder of recorders) wrapReplicate(client, recorder);
    return client.predictions.get('p');
  },
};

/** An answer that each of them bills by. */
const ANSWER = {
  json: {
    id: 'p',
    model: 'm/n',
    choices: [],
    usage,
    status: 'succeeded',
    metrics: { predict_time: 1 },
    completed_at: '2026-11-20T10:00:00Z',
    usageMetadata: { promptTokenCount: 5 },
  },
};

/** Sends a request as one object, as the SDKs of Mistral and OpenRouter do. */
async function sendRequest(body: object, answer: Response) {
  const recording = new Recording();
  const seen: string[] = [];
  const fetchAs = openAiFetch(recording, {}, async (input, init) => {
    seen.push(typeof init?.body === 'string' ? init.body : await (input as Request).text());
    return answer;
  });
  const headers = { 'content-type': 'application/json' };
  const url = 'https://api.mistral.ai/v1/chat/completions';
  const response = await fetchAs(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }));
  await response.text();
  return { recording, seen };
}

describe('a request that an SDK gives as one object', () => {
  const chunks = [
    { id: 'c', object: 'chat.completion.chunk', model: 'mistral-small-latest', choices: [], usage },
  ];

  it('is read without being used up: its stream is a stream, its model the one asked for', async () => {
    const body = { model: 'mistral-small-latest', stream: true, messages };
    const stream = new Response(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''), {
      headers: { 'content-type': 'text/event-stream' },
    });
    const { recording, seen } = await sendRequest(body, stream);
    expect(recording.only()).toMatchObject({ model: 'mistral-small-latest', usage: { input_tokens: 5 } });
    expect(seen).toEqual([JSON.stringify(body)]);
  });

  it('names the model where the answer does not', async () => {
    const answer = Response.json({ data: [], usage: { prompt_tokens: 5, total_tokens: 5 } });
    const { recording } = await sendRequest({ model: 'mistral-embed', input: 'x' }, answer);
    expect(recording.only()).toMatchObject({ model: 'mistral-embed' });
  });
});

describe('a client that is wrapped again, as by a handler that wraps at each call', () => {
  it.each(Object.keys(CALLS))('records each call of %s once, by the last wrapping', async (name) => {
    await using stub = await startStub(() => ANSWER);
    const [first, last] = [new Recording(), new Recording()];
    await CALLS[name]?.(stub.url, [first, last, last]);
    expect(first.drafts).toEqual([]);
    expect(last.drafts).toHaveLength(1);
  });
});

describe('an answer that is never read', () => {
  it('is recorded as a call whose cost is not known, once it is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await using stub = await startStub(() => ({ json: { usage } }));
    const recording = new Recording();
    const send = openAiFetch(recording);
    const call = async () => {
      const body = JSON.stringify({ model: 'gpt-4o-mini', messages });
      const { status } = await send(`${stub.url}/v1/chat/completions`, { method: 'POST', body });
      expect(status).toBe(200);
    };
    await call();
    await expect
      .poll(() => {
        collect();
        return recording.drafts.length;
      })
      .toBe(1);
    expect(recording.only()).toMatchObject({ model: 'gpt-4o-mini', outcome: 'aborted' });
    expect(recording.price().status).toBe('unpriced');
  });
});

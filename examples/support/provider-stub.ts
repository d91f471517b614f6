import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Providers on this machine: they answer in the real shapes, so that the real SDKs run against them. */
export interface ProviderStub {
  openai: string;
  anthropic: string;
  elevenlabs: string;
  s3: string;
  /** Stops it. */
  close(): void;
}

type Fields = Record<string, unknown>;

const WORDS = 'The lighthouse keeper counted every ship and wrote its cost into a book'.split(' ');

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value ?? '').length / 4);
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Sends events with a short pause between them, as a model that writes does. */
async function sendEvents(response: ServerResponse, events: (object | string)[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    if (response.destroyed) return;
    const named = typeof event === 'object' && 'type' in event ? `event: ${String(event.type)}\n` : '';
    response.write(`${named}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  response.end();
}

function chatUsage(body: Fields): object {
  const prompt = 900 + tokensOf(body['messages']);
  return {
    prompt_tokens: prompt,
    completion_tokens: 340,
    total_tokens: prompt + 340,
    prompt_tokens_details: { cached_tokens: 512, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

async function chat(body: Fields, response: ServerResponse): Promise<void> {
  const base = { id: 'chatcmpl-stub', created: 1_795_000_000, model: body['model'], service_tier: 'default' };
  if (body['stream'] !== true) {
    const message = { role: 'assistant', content: WORDS.join(' '), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    return sendJson(response, { ...base, object: 'chat.completion', choices, usage: chatUsage(body) });
  }
  const chunk = (delta: object, finish: string | null = null): object => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const options = body['stream_options'] as { include_usage?: boolean } | undefined;
  const usage = { ...base, object: 'chat.completion.chunk', choices: [], usage: chatUsage(body) };
  const said = WORDS.map((word) => chunk({ content: `${word} ` }));
  return sendEvents(response, [
    ...said,
    chunk({}, 'stop'),
    ...(options?.include_usage ? [usage] : []),
    '[DONE]',
  ]);
}

function textDelta(word: string): object {
  return { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `${word} ` } };
}

async function message(body: Fields, response: ServerResponse): Promise<void> {
  const usage = {
    input_tokens: 400 + tokensOf(body['messages']),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 2048,
    output_tokens: 1,
    service_tier: 'standard',
  };
  const whole = {
    id: 'msg_stub',
    type: 'message',
    role: 'assistant',
    model: body['model'],
    stop_reason: 'end_turn',
    stop_sequence: null,
  };
  if (body['stream'] !== true) {
    const content = [{ type: 'text', text: WORDS.join(' ') }];
    return sendJson(response, { ...whole, content, usage: { ...usage, output_tokens: 900 } });
  }
  return sendEvents(response, [
    { type: 'message_start', message: { ...whole, stop_reason: null, content: [], usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...WORDS.map(textDelta),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 900 },
    },
    { type: 'message_stop' },
  ]);
}

let speeches = 0;

/** The first request for speech meets a busy provider, so that the SDK's own repeat is seen too. */
function speech(body: Fields, response: ServerResponse): void {
  speeches += 1;
  if (speeches === 1) return sendJson(response, { detail: { status: 'system_busy', message: 'busy' } }, 503);
  const characters = String((body['text'] as string | undefined)?.length ?? 0);
  response.writeHead(200, { 'content-type': 'audio/mpeg', 'character-cost': characters });
  response.end(Buffer.alloc(2048, 1));
}

function images(body: Fields, response: ServerResponse): void {
  const data = Array.from({ length: Number(body['n'] ?? 1) }, () => ({
    url: 'https://images.example/1.png',
  }));
  sendJson(response, { created: 1_795_000_000, data });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const raw = await text(request);
  const path = request.url ?? '';
  const body = raw.startsWith('{') ? (JSON.parse(raw) as Fields) : {};
  if (path.endsWith('/chat/completions')) return chat(body, response);
  if (path.endsWith('/messages')) return message(body, response);
  if (path.endsWith('/images/generations')) return images(body, response);
  if (path.includes('/text-to-speech/')) return speech(body, response);
  if (path.startsWith('/s3/')) {
    response.writeHead(200, { etag: '"1"' }).end();
    return;
  }
  sendJson(response, { error: { message: `the stub has no ${path}` } }, 404);
}

/** Starts the stub; it dies with the example. */
export async function startProviderStub(): Promise<ProviderStub> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendJson(response, { error: String(error) }, 500));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    openai: `${url}/v1`,
    anthropic: url,
    elevenlabs: url,
    s3: `${url}/s3`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

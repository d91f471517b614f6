import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { meterFetch } from '../../client/auto.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import { wrapOpenAI } from '../../client/openai.ts';

const CHAT = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [],
  usage: { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 },
};
const MESSAGE = {
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  model: 'claude-haiku-4-5',
  usage: { input_tokens: 7, output_tokens: 3 },
};
const GEMINI = {
  candidates: [],
  modelVersion: 'gemini-2.5-flash',
  responseId: 'mAItaLmkHPPlz7IPvtfUqQ4',
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 },
};

const former = globalThis.fetch;
let restore: () => void = () => undefined;

/** Meters a `fetch` that answers by host, and what is recorded of it. */
function metered(): UsageDraft[] {
  const answers = new Map<string, object>([
    ['api.openai.com', CHAT],
    ['api.groq.com', { ...CHAT, id: 'chatcmpl-f51b2cd2-bef7-417e-964e-a08f0b513c22' }],
    ['api.anthropic.com', MESSAGE],
    ['generativelanguage.googleapis.com', GEMINI],
    ['example.com', CHAT],
  ]);
  globalThis.fetch = (input) =>
    Promise.resolve(
      Response.json(answers.get(new URL(String(input instanceof Request ? input.url : input)).host)),
    );
  const drafts: UsageDraft[] = [];
  restore = meterFetch({ record: (draft) => (drafts.push(draft), '') });
  return drafts;
}

afterEach(() => {
  restore();
  globalThis.fetch = former;
});

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}

describe('a metered fetch', () => {
  it('records calls of every known host by the protocol of its path, and no others', async () => {
    const drafts = metered();
    expect(await post('https://api.openai.com/v1/chat/completions', { model: 'gpt-4o-mini' })).toEqual(CHAT);
    await post('https://api.groq.com/openai/v1/chat/completions', { model: 'm' });
    await post('https://api.anthropic.com/v1/messages', { model: 'claude-haiku-4-5' });
    await post(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent',
      {},
    );
    await post('https://example.com/v1/chat/completions', { model: 'gpt-4o-mini' });
    expect(drafts).toMatchObject([
      { provider: 'openai', id: CHAT.id, via: 'wrapper', usage: { input_tokens: 19, output_tokens: 10 } },
      { provider: 'groq', id: 'chatcmpl-f51b2cd2-bef7-417e-964e-a08f0b513c22' },
      { provider: 'anthropic', id: MESSAGE.id, usage: { input_tokens: 7, output_tokens: 3 } },
      { provider: 'google', id: GEMINI.responseId, usage: { input_tokens: 5, output_tokens: 2 } },
    ]);
  });

  it('records a client that is wrapped as well once', async () => {
    const drafts = metered();
    const own: UsageDraft[] = [];
    const openai = wrapOpenAI(new OpenAI({ apiKey: 'k' }), { record: (draft) => (own.push(draft), '') });
    await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [] });
    expect([drafts.length, own.length]).toEqual([0, 1]);
    await new OpenAI({ apiKey: 'k' }).chat.completions.create({ model: 'gpt-4o-mini', messages: [] });
    expect([drafts.length, own.length]).toEqual([1, 1]);
  });

  it('is put back', () => {
    metered();
    const inside = globalThis.fetch;
    restore();
    expect(globalThis.fetch).not.toBe(inside);
  });
});

it('says once that nothing is metered where the environment names no queue and no API', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  vi.resetModules();
  const { costkeeper } = await import('../../client/auto.ts');
  expect(costkeeper).toBeUndefined();
  expect(warn.mock.calls.flat().join()).toContain('COSTKEEPER_QUEUE_URL');
  warn.mockRestore();
});

import type { UsageDraft } from '../../client/core/usage-event.ts';
import { costOf } from '../support/ledger-entry.ts';
import { callProvider, type FakeAnswer } from '../support/fake-provider.ts';
import type { Outcome } from './case.ts';

type Fields = Record<string, unknown>;

/** What the ledger makes of recorded drafts. */
export function outcomeOf(drafts: readonly UsageDraft[]): Outcome {
  const { usd, statuses } = costOf(drafts);
  const usage = drafts.map((draft) => draft.usage);
  return { usd, statuses, usage, providers: drafts.map(({ provider }) => provider) };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

const CHAT_PATHS: Readonly<Record<string, string>> = {
  'api.perplexity.ai': '/chat/completions',
  'openrouter.ai': '/api/v1/chat/completions',
};

/** Hosts of the cases that name only a provider. */
const HOSTS: Readonly<Record<string, string>> = { openrouter: 'openrouter.ai', deepseek: 'api.deepseek.com' };

function hostOf(input: Fields, otherwise: string): string {
  return textOr(input['host'], HOSTS[textOr(input['provider'], '')] ?? otherwise);
}

/** A chat completion through the wrapped client. */
export async function runChat(
  input: Fields,
  otherwise = 'api.openai.com',
  model = 'gpt-4o',
): Promise<Outcome> {
  const host = hostOf(input, otherwise);
  const named = textOr(input['model'], model);
  const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }];
  const usage = { ...(input['usage'] as Fields), ...('cost' in input ? { cost: input['cost'] } : {}) };
  const { recording } = await callProvider({
    protocol: 'openai',
    url: `https://${host}${CHAT_PATHS[host] ?? '/v1/chat/completions'}`,
    body: { model: named, messages: [] },
    answer: { json: { id: 'c', object: 'chat.completion', model: named, choices, usage } },
  });
  return outcomeOf(recording.drafts);
}

/** A response of the Responses API. */
export async function runResponse(input: Fields, more: Fields): Promise<Outcome> {
  const host = textOr(input['host'], 'api.openai.com').replace(/\/.*$/, '');
  const model = textOr(input['model'], 'gpt-5.1');
  const json = {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model,
    text: { format: { type: 'text' } },
    output: [],
    usage: input['usage'],
    ...more,
  };
  const url = `https://${host}/v1/responses`;
  const { recording } = await callProvider({ protocol: 'openai', url, body: { model }, answer: { json } });
  return outcomeOf(recording.drafts);
}

/** Any answer of Anthropic's protocol. */
export async function runAnthropic(
  model: string,
  answer: FakeAnswer,
  url = 'https://api.anthropic.com/v1/messages',
): Promise<Outcome> {
  const { recording } = await callProvider({ protocol: 'anthropic', url, body: { model }, answer });
  return outcomeOf(recording.drafts);
}

/** A generation of Gemini. */
export async function runGemini(model: string, answer: Fields): Promise<Outcome> {
  const url = `https://generativelanguage.googleapis.com/v1beta/models/${model}:generateContent`;
  const { recording } = await callProvider({ protocol: 'google', url, body: {}, answer: { json: answer } });
  return outcomeOf(recording.drafts);
}

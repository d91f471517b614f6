import { anthropicFetch } from '../../client/anthropic.ts';
import { createCostkeeper } from '../../client/index.ts';
import { googleFetch } from '../../client/google.ts';
import { openAiFetch } from '../../client/openai.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import type { Exchange } from './exchange.ts';

type Send = typeof fetch;

/** A recorder that keeps what it is given. */
function keeper(): { drafts: UsageDraft[]; record(draft: UsageDraft): string } {
  const drafts: UsageDraft[] = [];
  return {
    drafts,
    record(draft) {
      drafts.push(draft);
      return draft.id ?? '';
    },
  };
}

function responseOf({ answer, events, headers, path, url }: Exchange): Response {
  const isStream = events !== undefined;
  const lines = events?.map(
    (event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`,
  );
  const json = JSON.stringify(answer);
  const body = lines?.join('') ?? (path === 'batch' || url.endsWith('.jsonl') ? `${json}\n` : json);
  return new Response(body, {
    headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json', ...headers },
  });
}

function wrapperOf(exchange: Exchange, recorder: ReturnType<typeof keeper>, send: Send): Send {
  const { path, url, providerOption } = exchange;
  if (path === 'messages' || url.includes('/messages/batches/')) return anthropicFetch(recorder, send);
  if (path === 'gemini' || path === 'interactions') return googleFetch(recorder, send);
  return openAiFetch(recorder, providerOption === undefined ? {} : { provider: providerOption }, send);
}

/** Through the wrapper of the provider's SDK: the application's request, and the provider's answer as it comes. */
export async function byWrapper(exchange: Exchange): Promise<UsageDraft[]> {
  const recorder = keeper();
  const send: Send = () => Promise.resolve(responseOf(exchange));
  const init =
    exchange.request === null
      ? { method: 'GET' }
      : { method: 'POST', body: JSON.stringify(exchange.request) };
  const response = await wrapperOf(exchange, recorder, send)(exchange.url, init);
  await response.text();
  return recorder.drafts;
}

/** What no wrapper sees: events of realtime, answers of Converse without its SDK. */
export async function byMethod({ path, answer, model }: Exchange): Promise<UsageDraft[]> {
  const bodies: string[] = [];
  const transport = {
    send(body: string) {
      bodies.push(body);
      return Promise.resolve({});
    },
  };
  await using client = createCostkeeper({ transport, flushOnExit: false });
  if (path === 'converse') client.recordBedrock(answer as object, { model });
  else client.recordOpenAI(answer as object, { model });
  await client.flush();
  return bodies.flatMap((body) => (JSON.parse(body) as { events: UsageDraft[] }).events);
}

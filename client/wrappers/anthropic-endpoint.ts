import { fieldAt } from '../../providers/fields.ts';
import { hostOf } from '../../providers/hosts.ts';
import { anthropicBatchDrafts, anthropicDrafts } from '../convenience/llm-drafts.ts';
import { textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { lookedAtId } from './answer-id.ts';
import { messageStream } from './anthropic-stream.ts';
import { FREE, type BillableCall, type Endpoint, type ProviderCall } from './billable-call.ts';
import { providerOfCall } from './call-provider.ts';
import { bedrockCall } from './bedrock-call.ts';

const BATCH_PATH = /\/messages\/batches\/([^/]+?)(\/results)?$/;
const VERTEX_PATH =
  /\/locations\/([^/]+)\/publishers\/anthropic\/models\/([^/:]+):(?:rawPredict|streamRawPredict)$/;
/** A region of Google's cloud, or one of the two geographies; `global` is neither. */
const PLACE = /^(?:us|eu|[a-z]+-[a-z]+\d+)$/;
const UNBILLED =
  /\/messages\/(?:count_tokens$|batches(?:\/|$))|\/v1\/(?:files|skills|models)(?:\/|$)|count-tokens:rawPredict$/;

/** Batches that were seen, and when they ended: the time of their cost. */
const endedAt = new Map<string, string>();
const MOST_BATCHES = 1000;

function noteBatch(batch: unknown): UsageDraft[] {
  const id = textField(batch, 'id');
  const ended = textField(batch, 'ended_at');
  if (id === undefined || ended === undefined) return [];
  if (endedAt.size >= MOST_BATCHES) endedAt.clear();
  endedAt.set(id, ended);
  return [];
}

/** Results may be read more than once: the id is the request's, so that each is counted once. */
function batchResults(batchId: string, base: BillableCall['base']): BillableCall {
  return {
    base,
    silent: true,
    jsonLines: true,
    fromAnswer(line) {
      const otherwise = `anthropic-batch/${batchId}/${textField(line, 'custom_id') ?? ''}`;
      const named = lookedAtId(fieldAt(line, 'result', 'message'), otherwise);
      const occurredAt = endedAt.get(batchId);
      const provider = base.provider;
      return anthropicBatchDrafts(line, { provider, ...(occurredAt ? { occurredAt } : {}), ...named });
    },
  };
}

/**
 * Who bills: by the host. Hosts of others that speak the protocol are their own providers; a host that is not known
 * is taken for a relay of Anthropic only where it serves a model of Anthropic's.
 */
function providerOf(call: ProviderCall, model: string): string {
  return providerOfCall(call) ?? (model.startsWith('claude') ? 'anthropic' : call.url.host);
}

function messageCall(call: ProviderCall, base: BillableCall['base']): BillableCall {
  return {
    base,
    fromAnswer: (answer, response) => anthropicDrafts(answer, base, response.headers),
    openStream: () => messageStream(call.body['messages'], base),
  };
}

/** Vertex AI names model and place in the path; its regional endpoints have prices of their own. */
function onVertexAi([, location, named]: RegExpExecArray, model: string): Partial<BillableCall['base']> {
  const region = location !== undefined && PLACE.test(location) ? { region: location } : {};
  return { provider: 'google', model: named ?? model, ...region };
}

/** Messages of Anthropic, Bedrock and Vertex AI, their streams, and the results of batches. */
export const anthropicEndpoint: Endpoint = (call) => {
  const { pathname } = call.url;
  const model = textField(call.body, 'model') ?? 'unknown';
  const base = { provider: providerOf(call, model), service: 'llm' as const, model };
  if (call.method === 'POST') {
    const onBedrock = bedrockCall(call);
    if (onBedrock) return onBedrock;
    if (UNBILLED.test(pathname)) return FREE;
    const onVertex = VERTEX_PATH.exec(pathname);
    if (onVertex) return messageCall(call, { ...base, ...onVertexAi(onVertex, model) });
    return pathname.endsWith('/messages') ? messageCall(call, base) : undefined;
  }
  const batch = BATCH_PATH.exec(pathname);
  if (call.method !== 'GET' || batch?.[1] === undefined) return undefined;
  const ofBatch = { ...base, provider: hostOf(call.url)?.provider ?? 'anthropic' };
  if (batch[2]) return batchResults(batch[1], ofBatch);
  return { base: ofBatch, fromAnswer: noteBatch, silent: true };
};

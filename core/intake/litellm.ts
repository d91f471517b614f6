import { createHash } from 'node:crypto';
import { cutText } from '../../contracts/cut-text.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { callIdOf } from './call-id.ts';
import {
  at,
  fieldsAt,
  firstText,
  type IntakeEvent,
  listAt,
  plainJson,
  referenceOf,
  textAt,
  timeText,
  type UsageFields,
  withoutAbsent,
} from './intake-event.ts';
import { liteLlmCall } from './litellm-usage.ts';
import { withFurtherParts } from './logged-call.ts';

/** True for what LiteLLM's loggers (SQS, S3, generic API) send: its StandardLoggingPayload. */
export function isLiteLlmPayload(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const named = ['id', 'call_type', 'model', 'startTime'].every((name) => Object.hasOwn(value, name));
  return named && !Object.hasOwn(value, 'occurredAt') && !Object.hasOwn(value, 'specversion');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** LiteLLM makes a trace id for every call that says none; one that an application chose is its session. */
function sessionOf(payload: Fields): string | undefined {
  const trace = textAt(payload, 'trace_id');
  return firstText(
    textAt(payload, 'metadata', 'requester_metadata', 'session_id'),
    textAt(payload, 'metadata', 'spend_logs_metadata', 'session_id'),
    trace !== undefined && !UUID.test(trace) && trace !== textAt(payload, 'id') ? trace : undefined,
  );
}

/** `team:search` is the tag team; a tag without a value is `true`. What LiteLLM adds itself is left out. */
function tagsOf(payload: Fields): Record<string, string> | undefined {
  const metadata = fieldsAt(payload, 'metadata');
  const key = firstText(textAt(metadata, 'user_api_key_alias'), textAt(metadata, 'user_api_key_hash'));
  const said = listAt(payload, 'request_tags').filter(
    (tag): tag is string => typeof tag === 'string' && tag !== '' && !/^user-agent:/i.test(tag),
  );
  const pairs = said.map((tag) => {
    const [name = tag, ...rest] = tag.split(':');
    const value = rest.join(':').trim();
    return [
      cutText(name.trim(), LIMITS.tagNameCharacters),
      cutText(value === '' ? 'true' : value, LIMITS.tagValueCharacters),
    ] as const;
  });
  const named = pairs.filter(([name]) => name !== '').slice(0, LIMITS.tags - 1);
  const all = [...(key === undefined ? [] : [['key', key] as const]), ...named];
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}

/** A hit in LiteLLM's own cache asked no provider: it is counted, at what LiteLLM says, nothing. */
function cachedCall(): UsageFields & { provider: string; service: string; outcome: string } {
  return { provider: 'litellm', service: 'llm', outcome: 'cached', usage: { requests: 1 } };
}

/** What LiteLLM writes before a model of Bedrock: the operation that it calls, and the region. */
const ON_BEDROCK = /^(?:(?:converse|converse_like|invoke)\/)?(?:([a-z]{2}(?:-[a-z]+)+-\d)\/)?/;

/** Model and region as their provider names them: LiteLLM writes `provider/region/model`. */
function namedModel(payload: Fields, answered: string | undefined): { model?: string; region?: string } {
  const provider = textAt(payload, 'custom_llm_provider') ?? '';
  // Azure's is the name of a deployment, and the answer has the model.
  const ofAzure = provider.startsWith('azure') ? textAt(payload, 'response', 'model') : undefined;
  const written = ofAzure ?? answered ?? textAt(payload, 'model');
  const model = written?.startsWith(`${provider}/`) ? written.slice(provider.length + 1) : written;
  if (model === undefined) return {};
  const [before = '', region] = provider === 'bedrock' ? (ON_BEDROCK.exec(model) ?? []) : [];
  return { model: model.slice(before.length), ...(region && { region }) };
}

/**
 * A payload of LiteLLM as usage messages, one for each model that worked on the answer. End user, else the key's user,
 * is the user; the team is the group; the session is the resource; the key's alias and the request's tags are tags.
 * Prompts and answers are left out.
 */
export function liteLlmEvents(payload: Fields): [IntakeEvent, ...IntakeEvent[]] {
  const id = textAt(payload, 'id');
  const failed = textAt(payload, 'status') === 'failure';
  const called = at(payload, 'cache_hit') === true ? undefined : liteLlmCall(payload);
  const call = called?.usage ?? cachedCall();
  const plain = plainJson(payload);
  const { metadata: problems, ...read } = call;
  const event = withoutAbsent({
    id: callIdOf(id) ?? (id === undefined ? undefined : `litellm/${shortened(id)}`),
    occurredAt: timeText(at(payload, 'endTime')) ?? timeText(at(payload, 'startTime')),
    provider: textAt(payload, 'custom_llm_provider') ?? 'unknown',
    ...namedModel(payload, called?.model),
    reportedCostUsd: at(payload, 'response_cost'),
    operation: textAt(payload, 'call_type'),
    userId: firstText(
      textAt(payload, 'end_user'),
      textAt(payload, 'metadata', 'user_api_key_end_user_id'),
      textAt(payload, 'metadata', 'user_api_key_user_id'),
    ),
    resource: referenceOf('session', sessionOf(payload)),
    group: referenceOf('team', textAt(payload, 'metadata', 'user_api_key_team_id')),
    tags: tagsOf(payload),
    via: 'litellm',
    ...(failed && { outcome: 'failed' }),
    ...read,
    metadata: withoutAbsent({
      ...problems,
      traceId: textAt(payload, 'trace_id'),
      modelGroup: textAt(payload, 'model_group'),
      organization: textAt(payload, 'metadata', 'user_api_key_org_id'),
      apiBase: textAt(plain, 'api_base'),
    }),
  });
  return withFurtherParts(event, called?.parts);
}

function shortened(id: string): string {
  return id.length <= 64 ? id : createHash('sha256').update(id).digest('hex');
}

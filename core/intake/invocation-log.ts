import { updatedUsage } from '../../providers/anthropic-updates.ts';
import type { BilledPart } from '../../providers/answer.ts';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { bedrockService } from '../../providers/bedrock-answer.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { callIdOf } from './call-id.ts';
import {
  at,
  fieldsAt,
  type IntakeEvent,
  listAt,
  plainJson,
  textAt,
  timeText,
  withoutAbsent,
} from './intake-event.ts';
import { loggedUsage, withFurtherParts } from './logged-call.ts';
import { readAnswer } from './provider-answers.ts';
import { saidMetadata } from './said-metadata.ts';

/** True for a record of Bedrock's model invocation log. */
export function isInvocationLog(value: unknown): value is Fields {
  return isFields(value) && textAt(value, 'schemaType') === 'ModelInvocationLog';
}

interface Principal {
  readonly userId?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** An IAM user is a person, and so is a session of a role that IAM Identity Center gives; other roles are software. */
function principalOf(arn: string | undefined): Principal {
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1];
  if (user !== undefined) return { userId: user, tags: {} };
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ?? [];
  if (role === undefined) return { tags: {} };
  if (role.startsWith('AWSReservedSSO_')) return { userId: session, tags: { role } };
  return { tags: { role } };
}

/** A stream is logged as the list of its events; those of Anthropic begin with the input and end with the output. */
function streamedAnswer(record: Fields): Fields | undefined {
  const events = listAt(record, 'output', 'outputBodyJson');
  const told = events.flatMap((event) => [fieldsAt(event, 'message', 'usage'), fieldsAt(event, 'usage')]);
  const usage = told.reduce<Fields>(updatedUsage, {});
  return Object.keys(usage).length > 0 ? { usage } : undefined;
}

/** What the answer bills where the log holds it, else the counts beside it; both are without what was cached. */
function partsOf(record: Fields, model: string | undefined): readonly BilledPart[] {
  const answer = streamedAnswer(record) ?? fieldsAt(record, 'output', 'outputBodyJson');
  const read = readAnswer('bedrock', answer, { model });
  if (read?.parts[0]) return read.parts;
  const output = at(record, 'output', 'outputTokenCount') ?? 0;
  // What was refused before any output bills nothing, though the log may count what was sent.
  if (textAt(record, 'errorCode') !== undefined && output === 0) {
    return [{ service: bedrockService(model ?? ''), reading: { kind: 'usage', usage: {}, attributes: {} } }];
  }
  const counts = {
    inputTokens: at(record, 'input', 'inputTokenCount') ?? 0,
    outputTokens: output,
    cacheReadInputTokens: at(record, 'input', 'cacheReadInputTokenCount') ?? 0,
    cacheWriteInputTokens: at(record, 'input', 'cacheWriteInputTokenCount') ?? 0,
  };
  const service = bedrockService(model ?? '');
  return [{ service, reading: fromBedrockConverse(counts) }];
}

/**
 * A record of the invocation log as usage messages, one for each model that worked on the answer. The IAM identity is
 * the user where it is a person, and `role` a tag; `requestMetadata` names user, resource, group and session, and its
 * other keys are tags.
 */
export function invocationEvents(given: Fields): [IntakeEvent, ...IntakeEvent[]] {
  const record = plainJson(given) as Fields;
  const principal = principalOf(textAt(record, 'identity', 'arn'));
  const said = saidMetadata(fieldsAt(record, 'requestMetadata'), principal.tags);
  const requestId = textAt(record, 'requestId');
  const model = textAt(record, 'modelId');
  const failed = textAt(record, 'errorCode');
  const parts = partsOf(record, model);
  const { metadata: problems, ...usage } = loggedUsage(parts[0], undefined);
  const event = withoutAbsent({
    id: callIdOf(requestId) ?? (requestId === undefined ? undefined : `bedrock/${requestId}`),
    occurredAt: timeText(at(record, 'timestamp')),
    provider: 'bedrock',
    model,
    region: textAt(record, 'region'),
    ...said,
    operation: said.operation ?? textAt(record, 'operation'),
    userId: said.userId ?? principal.userId,
    ...(failed !== undefined && { outcome: 'failed' }),
    ...usage,
    via: 'invocation-log',
    metadata: withoutAbsent({
      ...problems,
      account: textAt(record, 'accountId'),
      inferenceRegion: textAt(record, 'inferenceRegion'),
      error: failed,
    }),
  });
  return withFurtherParts(event, parts);
}

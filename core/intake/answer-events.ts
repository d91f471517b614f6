import { isSession } from '../../providers/container-session.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { InvalidInputError } from '../errors.ts';
import { callIdOf } from './call-id.ts';
import {
  type Intake,
  type IntakeEvent,
  plainJson,
  textAt,
  usageFields,
  withoutAbsent,
} from './intake-event.ts';
import { invocationEvents, isInvocationLog } from './invocation-log.ts';
import { GATEWAY_LOGS } from './gateway-logs.ts';
import { ANSWERS, type ReadAnswer, readAnswer, readerOf } from './provider-answers.ts';
import { overlaid, saidFields } from './said-fields.ts';

/** What fills in what an answer does not say. */
export interface AnswerContext {
  /** ISO time of the request. */
  readonly now: string;
  readonly newId: () => string;
  /** Attribution for every answer of the request. */
  readonly query: Fields;
}

/** Names of what `POST /record/{provider}` takes. */
const ANSWER_SOURCES: readonly string[] = [...ANSWERS.keys(), ...GATEWAY_LOGS.keys()];

/**
 * The usage messages of a request to `POST /record/{provider}`: one answer, `{"items": […]}` or a list; each as it is
 * or under `answer` with attribution beside it. Throws InvalidInputError for a provider whose answers are not read.
 */
export function answerEvents(source: string, body: unknown, context: AnswerContext): Intake[] {
  if (!GATEWAY_LOGS.has(source) && readerOf(source) === undefined) {
    const message = `must be one of ${ANSWER_SOURCES.join(', ')}, or the ledger's name of a provider that speaks OpenAI's protocol, such as groq`;
    throw new InvalidInputError(`answers of "${source}" are not read: the path ${message}`, [
      { field: 'provider', message },
    ]);
  }
  const answers = answersOf(body);
  const told = answers.length > 1 ? answers.filter((item) => !isUnfinished(item)) : answers;
  return told.flatMap((item) => eventsOf(source, item, context));
}

/** A line of a stream before the last, as Ollama sends them: the last one tells the usage. */
function isUnfinished(item: unknown): boolean {
  return isFields(item) && item['done'] === false;
}

/** True where the body is a list of answers and not one. */
export function isAnswerList(body: unknown): boolean {
  return Array.isArray(body) || (isFields(body) && Array.isArray(body['items']));
}

/** The answers of a request, one or many. */
export function answersOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body as unknown[];
  if (isFields(body) && Array.isArray(body['items'])) return body['items'] as unknown[];
  return [body];
}

function eventsOf(source: string, item: unknown, context: AnswerContext): Intake[] {
  const wrapped = isFields(item) && isFields(item['answer']);
  const answer = wrapped ? item['answer'] : item;
  const said = saidFields(wrapped ? item : {}, context.query);
  const gateway = GATEWAY_LOGS.get(source);
  if (gateway?.isTrial?.(answer)) return [];
  if (gateway) {
    const events = gateway.read(answer, context.now);
    if (events === undefined) return [refused(`is not ${gateway.shape}`)];
    return loggedEvents(events, said);
  }
  if (source === 'bedrock' && isInvocationLog(answer)) return loggedEvents(invocationEvents(answer), said);
  const asked = Object.fromEntries(
    ['provider', 'service', 'model'].flatMap((name) =>
      typeof said[name] === 'string' ? [[name, said[name]]] : [],
    ),
  );
  const read = isFields(answer) && readAnswer(source, plainJson(answer) as Fields, asked);
  if (!read) return [refused(`is not ${readerOf(source)?.shape ?? 'known'}`)];
  const own = typeof said['id'] === 'string' ? said['id'] : undefined;
  const id = own ?? callIdOf(read.responseId) ?? context.newId();
  return read.parts.map((_part, index) => ({ event: partEvent(read, index, id, said, context) }));
}

/** Messages of a logged call: what is said beside it names its own model and id, those of others follow from them. */
function loggedEvents(events: readonly IntakeEvent[], said: Fields): Intake[] {
  return events.map((event, index) => ({
    event: index === 0 ? overlaid(event, said) : ofFurtherModel(event, index, said),
  }));
}

/** The message of one part; those after the first are of other models, with ids that follow from the first. */
function partEvent(
  read: ReadAnswer,
  index: number,
  id: string,
  said: Fields,
  context: AnswerContext,
): IntakeEvent {
  const part = read.parts[index];
  const isFirst = index === 0;
  const { attributes, ...fields } = part ? usageFields(part.reading) : { usage: {}, attributes: undefined };
  const tier = read.batch ? { service_tier: 'batch' } : {};
  const event = withoutAbsent({
    id: part?.session ?? (isFirst ? id : `${id}/${index}`),
    provider: read.provider,
    service: part?.service,
    model: part?.model ?? read.model,
    ...fields,
    attributes: read.batch || attributes ? { ...attributes, ...tier } : undefined,
    reportedCostUsd: isFirst ? read.reportedCostUsd : undefined,
    occurredAt: read.occurredAt ?? context.now,
    via: callIdOf(read.responseId) === undefined && part?.session === undefined ? undefined : 'answer',
  });
  return isFirst ? { ...overlaid(event, said), id } : ofFurtherModel(event, index, said);
}

/**
 * With what was said beside the answer, but for what is the first model's alone: name, kind, and what the call cost.
 */
function ofFurtherModel(event: IntakeEvent, index: number, said: Fields): IntakeEvent {
  const { id, model, service } = event;
  const isNamed = typeof said['id'] === 'string' && !isSession(textAt(event, 'id'));
  const own = isNamed ? `${String(said['id'])}/${index}` : id;
  const shared = withoutAbsent({ ...said, reportedCostUsd: undefined });
  return { ...overlaid(event, shared), id: own, model, service };
}

function refused(message: string): Intake {
  return { errors: [{ field: 'answer', message }] };
}

import { isFields, type Fields } from '../../providers/reading.ts';
import { InvalidInputError } from '../errors.ts';
import { callIdOf } from './call-id.ts';
import { type Intake, plainJson, withoutAbsent } from './intake-event.ts';
import { isLiteLlmPayload, liteLlmEvent } from './litellm.ts';
import { ANSWERS, readAnswer } from './provider-answers.ts';
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
export const ANSWER_SOURCES: readonly string[] = [...ANSWERS.keys(), 'litellm'];

/**
 * The usage messages of a request to `POST /record/{provider}`: one answer, `{"items": […]}` or a list; each as it is
 * or under `answer` with attribution beside it. Throws InvalidInputError for a provider whose answers are not read.
 */
export function answerEvents(source: string, body: unknown, context: AnswerContext): Intake[] {
  if (!ANSWER_SOURCES.includes(source)) {
    const message = `must be one of ${ANSWER_SOURCES.join(', ')}`;
    throw new InvalidInputError(`answers of "${source}" are not read: the path ${message}`, [
      { field: 'provider', message },
    ]);
  }
  return itemsOf(body).map((item) => answerEvent(source, item, context));
}

/** True where the body is a list of answers and not one. */
export function isAnswerList(body: unknown): boolean {
  return Array.isArray(body) || (isFields(body) && Array.isArray(body['items']));
}

function itemsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body as unknown[];
  if (isFields(body) && Array.isArray(body['items'])) return body['items'] as unknown[];
  return [body];
}

function answerEvent(source: string, item: unknown, context: AnswerContext): Intake {
  const wrapped = isFields(item) && isFields(item['answer']);
  const answer = wrapped ? item['answer'] : item;
  const said = saidFields(wrapped ? item : {}, context.query);
  if (source === 'litellm') return liteLlm(answer, said);
  const reader = ANSWERS.get(source);
  const model = typeof said['model'] === 'string' ? said['model'] : undefined;
  const read = isFields(answer) && reader && readAnswer(reader.read, plainJson(answer) as Fields, model);
  if (!read) return refused(`is not ${reader?.shape ?? 'known'}`);
  const { responseId, ...fields } = read;
  const id = callIdOf(responseId);
  const event = overlaid(
    withoutAbsent({
      ...fields,
      id: id ?? context.newId(),
      occurredAt: read.occurredAt ?? context.now,
      via: id === undefined ? undefined : 'answer',
    }),
    said,
  );
  return { event };
}

function liteLlm(payload: unknown, said: Fields): Intake {
  if (!isLiteLlmPayload(payload)) {
    return refused(
      'is not a logging payload of LiteLLM (StandardLoggingPayload: id, call_type, model, startTime …)',
    );
  }
  return { event: overlaid(liteLlmEvent(payload), said) };
}

function refused(message: string): Intake {
  return { errors: [{ field: 'answer', message }] };
}

import { createHash } from 'node:crypto';
import type { BilledPart } from '../../providers/answer.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { parseJson } from '../json-text.ts';
import { callIdOf } from './call-id.ts';
import {
  type IntakeEvent,
  plainJson,
  textAt,
  usageFields,
  type UsageFields,
  withoutAbsent,
} from './intake-event.ts';
import { ANSWERS, type ReadAnswer, readAnswer } from './provider-answers.ts';

/** What is known of a call whose log tells only that it was made: its cost may be reported. */
export const ONE_REQUEST: UsageFields = { usage: { requests: 1 } };

/** Shapes of answers, by who gives them: those of OpenAI's protocol last, which many speak. */
const SHAPES: readonly string[] = ['anthropic', 'google', 'bedrock', 'openai'];

/** The answer in a gateway's log, as JSON or as its text; undefined where it was cut or tells no usage. */
export function loggedAnswer(
  logged: unknown,
  provider: string | undefined,
  model: string | undefined,
): ReadAnswer | undefined {
  const answer = jsonFields(logged);
  if (answer === undefined) return undefined;
  const named = SHAPES.find((shape) => provider?.toLowerCase().includes(shape));
  // Gateways that speak OpenAI's protocol give the answers of all providers in it.
  const known = textAt(answer, 'usage', 'prompt_tokens') === undefined ? named : 'openai';
  const shapes = known === undefined ? ['openai'] : [known, 'openai'];
  for (const shape of shapes.filter((one) => ANSWERS.has(one))) {
    const read = readAnswer(shape, plainJson(answer) as Fields, { provider, model });
    if (read?.parts[0]) return read;
  }
  return undefined;
}

function jsonFields(logged: unknown): Fields | undefined {
  if (isFields(logged)) return logged;
  if (typeof logged !== 'string' || !logged.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = parseJson(logged);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    // A body that was cut is no JSON; the counts beside it are what is left.
    return undefined;
  }
}

/** The id of an entry: that of the provider's answer, else the gateway's own, else what the record is itself. */
export function loggedId(
  gateway: string,
  responseId: string | undefined,
  own: string | undefined,
  record: Fields,
) {
  const text =
    own ??
    createHash('sha256')
      .update(JSON.stringify(plainJson(record)))
      .digest('hex');
  return callIdOf(responseId) ?? `${gateway}/${text.length <= 64 ? text : hashed(text)}`;
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Plain counts that a log has beside an answer: what is cached is not told apart. */
export function countedTokens(
  input: number | undefined,
  output: number | undefined,
): UsageFields | undefined {
  if (input === undefined && output === undefined) return undefined;
  return { usage: { input_tokens: input ?? 0, output_tokens: output ?? 0 } };
}

/**
 * The messages of a call that a gateway logged: its own, and one for each further model that worked on the answer, with
 * an id that follows from the first.
 */
export function withFurtherParts(
  event: IntakeEvent,
  parts: readonly BilledPart[] = [],
): [IntakeEvent, ...IntakeEvent[]] {
  // What only the call's own model has.
  const own = { attributes: undefined, problems: undefined, reportedCostUsd: undefined };
  const shared = withoutAbsent({ ...event, ...own });
  const further = parts.slice(1).map((part, index) => ({
    ...shared,
    ...usageFields(part.reading),
    id: part.session ?? `${String(event['id'])}/${index + 1}`,
    model: part.model ?? event['model'],
    service: part.service,
  }));
  return [event, ...further];
}

/**
 * Usage, service and the like of a call that a gateway logged: of its answer, of counts beside it, else one request.
 */
export function loggedUsage(
  part: BilledPart | undefined,
  counted: UsageFields | undefined,
): UsageFields & { readonly service?: string } {
  if (part) return { service: part.service, ...usageFields(part.reading) };
  return counted ? { service: 'llm', ...counted } : { ...ONE_REQUEST };
}

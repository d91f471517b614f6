import { isFields, type Fields } from '../../providers/fields.ts';
import { fieldsAt, listAt } from './intake-event.ts';

function camelName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** A value with the names of its fields in the form of the API's JSON: `prompt_token_count` as `promptTokenCount`. */
export function camelNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelNames);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [camelName(name), camelNames(field)]),
  );
}

/** An answer of Google's Python SDK, which dumps it in names of Python: what is read of it, in the names of the API. */
export function dumpedAnswer(answer: Fields): Fields {
  const { model_version, response_id, create_time, usage_metadata } = answer;
  const candidates = listAt(answer, 'candidates').map((candidate) => ({
    groundingMetadata: camelNames(fieldsAt(candidate, 'grounding_metadata')),
  }));
  const named = { model_version, response_id, create_time, usage_metadata };
  return { ...answer, ...(camelNames(named) as Fields), candidates };
}

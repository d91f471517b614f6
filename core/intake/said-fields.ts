import { isFields, type Fields } from '../../providers/fields.ts';
import { fieldsAt, referenceOf, textAt } from './intake-event.ts';

/** Fields of a message that may stand beside an answer, as they are. */
const FIELDS = [
  'id',
  'occurredAt',
  'provider',
  'service',
  'model',
  'region',
  'reportedCostUsd',
  'operation',
  'userId',
  'resource',
  'group',
  'tags',
  'outcome',
  'attempt',
  'holdId',
  'metadata',
  'attributes',
] as const;

/** Query parameters and flat fields that say the same in a URL. */
export const SAID_QUERY = [
  'userId',
  'resourceType',
  'resourceId',
  'groupType',
  'groupId',
  'operation',
  'model',
  'provider',
  'region',
] as const;

/** What was said beside an answer: by the query for all of them, and beside each one for itself. */
export function saidFields(beside: unknown, query: Fields): Fields {
  const own = isFields(beside) ? beside : {};
  const said: Record<string, unknown> = {};
  for (const name of FIELDS) {
    const value = own[name] ?? query[name];
    if (value !== undefined && value !== null) said[name] = value;
  }
  for (const name of ['resource', 'group'] as const) {
    const flat = (from: Fields) =>
      referenceOf(textAt(from, `${name}Type`), textAt(from, `${name}Id`)) ?? undefined;
    const reference = own[name] ?? flat(own) ?? flat(query);
    if (reference !== undefined) said[name] = reference;
  }
  return said;
}

/** A message's fields with what was said over them; attributes, tags and metadata are joined. */
export function overlaid(event: Fields, said: Fields): Fields {
  const joined = Object.fromEntries(
    ['attributes', 'tags', 'metadata']
      .map((name) => [name, { ...fieldsAt(event, name), ...fieldsAt(said, name) }] as const)
      .filter(([, fields]) => Object.keys(fields).length > 0),
  );
  return { ...event, ...said, ...joined };
}

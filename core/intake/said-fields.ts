import { SENT_FIELDS, type SentField, shownName } from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { fieldsAt, referenceOf, textAt } from './intake-event.ts';

/** What the answer itself and the way it came by say; all else of a message may be said beside it. */
const SAID_BY_ANSWER: ReadonlySet<SentField> = new Set<SentField>(['usage', 'problems', 'via']);

const SAID = SENT_FIELDS.filter((name) => !SAID_BY_ANSWER.has(name)).map((name) => ({
  name: shownName(name),
  kind: ENTRY_FIELDS[name].kind,
}));
const REFERENCES = SAID.filter(({ kind }) => kind === 'reference').map(({ name }) => name);
/** Of these what was said is joined with what the answer has. */
const JOINED = SAID.filter(({ kind }) => kind === 'texts' || kind === 'json').map(({ name }) => name);

/** What was said beside an answer: by the query for all of them, and beside each one for itself. */
export function saidFields(beside: unknown, query: Fields): Fields {
  const own = isFields(beside) ? beside : {};
  const said: Record<string, unknown> = {};
  for (const { name } of SAID) {
    const value = own[name] ?? query[name];
    if (value !== undefined && value !== null) said[name] = value;
  }
  for (const name of REFERENCES) {
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
    JOINED.map((name) => [name, { ...fieldsAt(event, name), ...fieldsAt(said, name) }] as const).filter(
      ([, fields]) => Object.keys(fields).length > 0,
    ),
  );
  return { ...event, ...said, ...joined };
}

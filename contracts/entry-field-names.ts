import { ENTRY_FIELDS } from './entry-fields.ts';

/** The rows of the declaration, and the names that follow from them: as types, and as lists in its order. */
export type EntryFieldRows = typeof ENTRY_FIELDS;
export type EntryFieldName = keyof EntryFieldRows;

type Where<Said> = {
  [Name in EntryFieldName]: EntryFieldRows[Name] extends Said ? Name : never;
}[EntryFieldName];
type Except<Said> = Exclude<EntryFieldName, Where<Said>>;

/** Fields of the usage message. */
export type SentField = Except<{ schema: null }>;
/** Fields that `GET /entries` shows. */
export type AnsweredField = Where<{ answer: true }>;
/** Fields that exports show. */
export type ExportedField = Except<{ export: null }>;
/** Fields with a column of their own in a FOCUS export. */
export type FocusField = Except<{ focus: null }>;
export type ArchivedField = Where<{ archive: true }>;
/** Fields that entries can be narrowed by. */
export type FilteredField = Except<{ filter: null }>;
/** Fields that the client's context carries. */
export type ContextField = Except<{ context: null }>;
/** Those of them that say whom a call is for; the others name the call itself. */
export type AttributionField = Exclude<ContextField, 'holdId' | 'correlationId'>;
/** Fields that are one attribute of the stored item. */
export type StoredField = Except<{ attribute: null }>;

/**
 * The name of a field outside the ledger. Null is asked for, and not text: without `strictNullChecks`, as some
 * applications compile, null passes for a text too.
 */
export type ShownName<Name extends EntryFieldName> = Name extends EntryFieldName
  ? EntryFieldRows[Name]['shown'] extends null
    ? Name
    : EntryFieldRows[Name]['shown']
  : never;

/** How fields are narrowed. */
export type FilterHow = EntryFieldRows[FilteredField]['filter'];

/** The name of a field in a filter: one tag is asked for, not all. */
export type FilterName<Name extends FilteredField> = Name extends FilteredField
  ? EntryFieldRows[Name]['filter'] extends 'tag'
    ? 'tag'
    : Name
  : never;

/** The names of a filter in a query: a reference has two. */
export type QueryName<Name extends FilteredField> = Name extends FilteredField
  ? EntryFieldRows[Name]['filter'] extends 'reference'
    ? `${Name}Type` | `${Name}Id`
    : FilterName<Name>
  : never;

/** The kinds of some fields. */
export type KindOf<Name extends EntryFieldName> = EntryFieldRows[Name]['kind'];

type Row = EntryFieldRows[EntryFieldName];

/** Names of the fields whose row passes `wanted`, in the order of the declaration. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the callers name the fields that the condition leaves
function namesWhere<Name extends EntryFieldName>(wanted: (row: Row) => boolean): readonly Name[] {
  return (Object.keys(ENTRY_FIELDS) as Name[]).filter((name) => wanted(ENTRY_FIELDS[name]));
}

/** `names` with those of `first` in front: where readers know an older order than the declaration's. */
export function inOrder<Name extends string>(names: readonly Name[], first: readonly Name[]): Name[] {
  return [...first, ...names.filter((name) => !first.includes(name))];
}

/** The name of a field outside the ledger. */
export function shownName<Name extends EntryFieldName>(name: Name): ShownName<Name> {
  return (ENTRY_FIELDS[name].shown ?? name) as ShownName<Name>;
}

/** The name of a field in a filter. */
export function filterName<Name extends FilteredField>(name: Name): FilterName<Name> {
  return (ENTRY_FIELDS[name].filter === 'tag' ? 'tag' : name) as FilterName<Name>;
}

/** The names of a filter in a query: a reference has two. */
export function queryNames<Name extends FilteredField>(name: Name): QueryName<Name>[] {
  const names = ENTRY_FIELDS[name].filter === 'reference' ? [`${name}Type`, `${name}Id`] : [filterName(name)];
  return names as QueryName<Name>[];
}

export const ANSWERED_FIELDS = namesWhere<AnsweredField>(({ answer }) => answer);
export const EXPORTED_FIELDS = namesWhere<ExportedField>((row) => row.export !== null);
export const FOCUS_FIELDS = namesWhere<FocusField>(({ focus }) => focus !== null);
export const ARCHIVED_FIELDS = namesWhere<ArchivedField>(({ archive }) => archive);
export const FILTERED_FIELDS = namesWhere<FilteredField>(({ filter }) => filter !== null);
export const STORED_FIELDS = namesWhere<StoredField>(({ attribute }) => attribute !== null);

/** In the order of the message format. */
export const SENT_FIELDS: readonly SentField[] = inOrder(
  namesWhere<SentField>(({ schema }) => schema !== null),
  [
    'id',
    'occurredAt',
    'provider',
    'service',
    'model',
    'region',
    'attributes',
    'usage',
    'reportedCost',
    'operation',
  ],
);

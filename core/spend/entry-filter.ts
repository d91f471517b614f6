import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import {
  type EntryFieldRows,
  type FilteredField,
  FILTERED_FIELDS,
  type FilterHow,
  type FilterName,
  filterName,
  type KindOf,
} from '../../contracts/entry-field-names.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { InvalidInputError } from '../errors.ts';
import { isMeant } from '../pricing/model-identity.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { Entry, FieldValues, Reference } from '../usage/entry.ts';

/** A tag that entries are asked for; undefined for any value. */
export interface WantedTag {
  readonly name: string;
  readonly value: string | undefined;
}

/** What a filter of each sort asks for; `user` is SYSTEM_USER for work without a user. */
interface Wanted<Value> {
  exact: Value;
  provider: string;
  model: string;
  user: string;
  reference: Reference;
  tag: WantedTag;
}

/** What entries are asked for; user, resource, group and time are indexed, the rest is looked for. */
export type EntryFilter = {
  readonly [Name in FilteredField as FilterName<Name>]:
    | Wanted<FieldValues[KindOf<Name>]>[EntryFieldRows[Name]['filter']]
    | undefined;
};

/** Whether an entry's own value is what is wanted. */
const MATCHERS: { readonly [How in FilterHow]: (own: never, wanted: never) => boolean } = {
  exact: (own: unknown, wanted: unknown) => own === wanted,
  provider: (own: string, wanted: string) => keptProvider(own) === keptProvider(wanted),
  model: (own: string, wanted: string) => isMeant(wanted, own),
  user: (own: Entry['userId'], wanted: string) => (own ?? SYSTEM_USER) === wanted,
  reference: (own: Reference | undefined, wanted: Reference) =>
    own?.type === wanted.type && own.id === wanted.id,
  tag: (own: Entry['tags'], { name, value }: WantedTag) =>
    Object.hasOwn(own, name) && (value === undefined || own[name] === value),
};

const FIELD_OF: ReadonlyMap<string, FilteredField> = new Map(
  FILTERED_FIELDS.map((name) => [filterName(name), name]),
);

/** No filter: every entry. */
export const ALL_ENTRIES = Object.fromEntries(
  FILTERED_FIELDS.map((name) => [filterName(name), undefined]),
) as EntryFilter;

/**
 * True when an entry fits every part of the filter. Throws InvalidInputError for a part that no field has, such
 * as one in a job's stored request: it never matches all.
 */
export function matches(entry: Entry, filter: Partial<EntryFilter>): boolean {
  for (const part in filter) {
    const wanted = filter[part as keyof EntryFilter];
    if (wanted === undefined) continue;
    const name = FIELD_OF.get(part);
    if (name === undefined) {
      throw new InvalidInputError('a filter is not known', [
        { field: part, message: 'is no field that entries can be narrowed by' },
      ]);
    }
    const matcher = MATCHERS[ENTRY_FIELDS[name].filter];
    if (!matcher(entry[name] as never, wanted as never)) return false;
  }
  return true;
}

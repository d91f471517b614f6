import { SYSTEM_USER } from '../../contracts/user-names.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { Entry, EntryStatus, Reference } from '../usage/entry.ts';

/** What entries are asked for; user, resource, group and time are indexed, the rest is looked for. */
export interface EntryFilter {
  /** SYSTEM_USER for work of nobody in particular. */
  readonly userId?: string | undefined;
  readonly resource?: Reference | undefined;
  readonly group?: Reference | undefined;
  readonly provider?: string | undefined;
  readonly service?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  /** Without a value: any. */
  readonly tag?: { readonly name: string; readonly value?: string | undefined } | undefined;
  readonly outcome?: string | undefined;
  readonly status?: EntryStatus | undefined;
}

/** True when an entry fits every part of the filter. */
export function matches(entry: Entry, filter: EntryFilter): boolean {
  const { userId, resource, group, tag, provider } = filter;
  const plain = ['service', 'model', 'operation', 'outcome', 'status'] as const;
  return (
    plain.every((name) => filter[name] === undefined || entry[name] === filter[name]) &&
    (provider === undefined || keptProvider(entry.provider) === keptProvider(provider)) &&
    (userId === undefined || (entry.userId ?? SYSTEM_USER) === userId) &&
    isSame(resource, entry.resource) &&
    isSame(group, entry.group) &&
    (tag === undefined || hasTag(entry, tag))
  );
}

function isSame(wanted: Reference | undefined, own: Reference | undefined): boolean {
  return wanted === undefined || (own?.type === wanted.type && own.id === wanted.id);
}

function hasTag({ tags }: Entry, { name, value }: { name: string; value?: string | undefined }): boolean {
  return Object.hasOwn(tags, name) && (value === undefined || tags[name] === value);
}

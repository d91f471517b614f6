import type { ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { shownUserId } from '../../../contracts/system-user.ts';
import type { ApiEntry, EntryList } from '../api/types.ts';
import { useInfiniteRead } from '../api/use-infinite-read.ts';
import { formatTime } from '../format/format-time.ts';
import type { Narrowing } from '../state/narrowing.ts';
import { Badge } from './badge.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { EntryCost } from './money.tsx';
import { MoreButton } from './more-button.tsx';
import { type NameOf, namesOf } from './names.ts';
import { Empty, ReadView } from './read-view.tsx';

/** Where a value of an entry leads; undefined: nowhere. */
type NarrowHref = (filter: Narrowing) => string | undefined;

interface EntryTableProps {
  /** `/entries`, `/me/entries` or one user's. */
  readonly path: string;
  readonly filter: Readonly<Record<string, string | number | undefined>>;
  /** Opens an entry here; without it the address names the entry that is open. */
  readonly onOpen?: (entry: ApiEntry) => void;
  readonly narrowHref?: NarrowHref;
}

/** History, newest first, page by page. */
export function EntryTable({ path, filter, onOpen, narrowHref }: EntryTableProps) {
  const read = useInfiniteRead<EntryList>(path, { limit: 50, names: 'true', ...filter });
  return (
    <ReadView read={read} what="entries">
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries);
        const nameOf = namesOf(pages.flatMap((page) => page.names ?? []));
        if (entries.length === 0 && !read.hasNextPage) return <Empty title="No entries in this range" />;
        return (
          <div className="stack">
            <DataTable
              caption="Entries"
              id="entries"
              partial={read.hasNextPage}
              rows={entries}
              keyOf={({ id, day }) => `${day}/${id}`}
              columns={columns(narrowHref ?? (() => undefined), onOpen, nameOf).map(chosenOnly(path, filter))}
            />
            <MoreButton read={read} label="Older entries" />
          </div>
        );
      }}
    </ReadView>
  );
}

/** Makes the column of what all rows have in common one that is shown once it is chosen. */
function chosenOnly(path: string, filter: EntryTableProps['filter']) {
  const ofOne = [
    ...(path !== '/entries' || filter['userId'] !== undefined || filter['system'] !== undefined
      ? ['User']
      : []),
    ...(filter['resourceId'] === undefined ? [] : ['Resource']),
  ];
  return (column: Column<ApiEntry>) => (ofOne.includes(column.name) ? { ...column, optional: true } : column);
}

function columns(hrefOf: NarrowHref, onOpen: EntryTableProps['onOpen'], nameOf: NameOf): Column<ApiEntry>[] {
  return [
    {
      name: 'Time, UTC',
      value: ({ occurredAt }) => occurredAt,
      cell: (entry) => <OpenLink entry={entry} onOpen={onOpen} />,
    },
    {
      name: 'Model',
      value: ({ model }) => model,
      cell: ({ model, operation, status, correctionOf }) => (
        <>
          <Value href={hrefOf({ model })}>{model}</Value>{' '}
          {operation === null ? null : (
            <span className="hint">
              · <Value href={hrefOf({ operation })}>{operation}</Value>
            </span>
          )}{' '}
          {correctionOf === null ? null : <Badge>correction</Badge>}
          {status === 'priced' ? null : (
            <Value href={hrefOf({ status })}>
              <Badge tone={status === 'reported' ? 'accent' : 'warning'}>{status}</Badge>
            </Value>
          )}
        </>
      ),
    },
    {
      name: 'User',
      minor: true,
      value: ({ userId }) => shownUserId(userId),
      cell: ({ userId }) => {
        const id = shownUserId(userId);
        return (
          <Value href={hrefOf({ user: id })} title={id}>
            {nameOf('user', { id }) ?? id}
          </Value>
        );
      },
    },
    referenceColumn('resource', 'Resource', hrefOf, nameOf),
    {
      name: 'Cost',
      numeric: true,
      value: ({ costUsd, status }) => (status === 'unpriced' ? null : costUsd),
      cell: (entry) => <EntryCost entry={entry} />,
    },
    { ...referenceColumn('group', 'Group', hrefOf, nameOf), optional: true },
    ...(['provider', 'service', 'outcome'] as const).map((name): Column<ApiEntry> => {
      return {
        name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
        optional: true,
        value: (entry) => entry[name],
        cell: (entry) => {
          const value = entry[name];
          return value === null ? '–' : <Value href={hrefOf({ [name]: value })}>{value}</Value>;
        },
      };
    }),
    { name: 'Id', optional: true, value: ({ id }) => id, cell: ({ id }) => id },
  ];
}

function referenceColumn(
  field: 'resource' | 'group',
  name: string,
  hrefOf: NarrowHref,
  nameOf: NameOf,
): Column<ApiEntry> {
  const keyOf = (entry: ApiEntry) => {
    const reference = entry[field];
    return reference && `${reference.type}/${reference.id}`;
  };
  return {
    name,
    minor: true,
    value: keyOf,
    cell: (entry) => {
      const [reference, key] = [entry[field], keyOf(entry)];
      if (reference === null || key === null) return '–';
      const called = nameOf(field, reference) ?? reference.id;
      return (
        <Value href={hrefOf({ [field]: key })} title={reference.id}>{`${reference.type} ${called}`}</Value>
      );
    },
  };
}

/** A value that leads to all entries with it, where there is such a place. */
function Value({
  href,
  title,
  children,
}: {
  readonly href: string | undefined;
  /** The id of what is called by its name. */
  readonly title?: string;
  readonly children: ReactNode;
}) {
  if (href === undefined) return <bdi title={title}>{children}</bdi>;
  return (
    <Link href={href} className="quiet-link" title={title}>
      <bdi>{children}</bdi>
    </Link>
  );
}

function OpenLink({ entry, onOpen }: { readonly entry: ApiEntry } & Pick<EntryTableProps, 'onOpen'>) {
  const [path] = useLocation();
  const search = new URLSearchParams(useSearch());
  if (onOpen) {
    return (
      <button type="button" className="link-button moment" onClick={() => onOpen(entry)}>
        {formatTime(entry.occurredAt)}
      </button>
    );
  }
  search.set('entry', entry.id);
  search.set('entryDay', entry.day);
  return (
    <Link href={`${path}?${search.toString()}`} className="entry-link">
      {formatTime(entry.occurredAt)}
    </Link>
  );
}

import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import type { FilterName, Narrowing } from '../state/narrowing.ts';
import { Card } from './card.tsx';
import { useSession } from './context.tsx';
import { Empty } from './read-view.tsx';

const SearchDialog = lazy(async () => ({
  default: (await import('../search/search-dialog.tsx')).SearchDialog,
}));

/** Whether an answer is of something that the ledger never had an entry of, and no call runs for: no figure says that. */
export function isNeverUsed(
  totals: { readonly neverUsed: boolean; readonly heldUsd: string } | undefined,
): boolean {
  return totals?.neverUsed === true && totals.heldUsd === '0';
}

interface NeverUsedProps {
  /** `user`, `podcast`, `episode`. */
  readonly what: string;
  readonly id: string;
}

/** In the place of the figures of a user, a group or a resource that the ledger never had an entry of. */
export function NeverUsed({ what, id }: NeverUsedProps) {
  return (
    <Card title="Total">
      <Empty title={`No usage of this ${what} is in the ledger`}>
        <CheckId id={id}>
          Nothing was ever recorded under this id. Check it, or wait for the first call.
        </CheckId>
      </Empty>
    </Card>
  );
}

interface FilterProps {
  /** Of the answer. */
  readonly names: readonly string[];
  readonly narrowing: Narrowing;
}

/** In the place of a chart that is narrowed to what the ledger never had an entry of. */
export function NeverUsedFilters({ names, narrowing }: FilterProps) {
  const values = names.map((name) => narrowing[name as FilterName] ?? '');
  const told = names.map((name, index) => `${name} “${values[index]}”`).join(' and of ');
  return (
    <Empty title={`No usage of ${told} is in the ledger`}>
      <CheckId id={searchedText(names[0] ?? '', values[0] ?? '')}>
        On no day was anything recorded that fits. Check what is filtered by.
      </CheckId>
    </Empty>
  );
}

/** What the search finds a filter's value by: of a resource and a group its id; undefined for what it does not look for. */
function searchedText(name: string, value: string): string | undefined {
  if (name === 'user' || name === 'model') return value;
  return name === 'resource' || name === 'group' ? value.slice(value.indexOf('/') + 1) : undefined;
}

/** The sentence, and the search with the id in it for who may search. */
function CheckId({ id, children }: { readonly id: string | undefined; readonly children: ReactNode }) {
  const { person } = useSession();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p>{children}</p>
      {person.isReader && id !== undefined ? (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Search for it
        </button>
      ) : null}
      {open ? (
        <Suspense fallback={null}>
          <SearchDialog pages={[]} wanted={id ?? ''} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

import type { FilterKind } from '../../contracts/scopes.ts';
import { isMeant } from '../pricing/model-identity.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { Scope } from '../scopes/scope.ts';
import { FAILED_OUTCOME } from './contributions.ts';
import type { EntryFilter } from './entry-filter.ts';
import type { Cell } from './total.ts';

/** One user, resource, group or value of a tracked tag, which has totals of its own. */
export type SpendFilter = Scope<FilterKind>;

/** Names that the cells of a total have. */
export type CellFilter = Pick<EntryFilter, 'provider' | 'service' | 'model'>;
type CellNames = Pick<Cell, keyof CellFilter>;

/** What spending is narrowed to: an entry counts when it fits every part. */
export interface SpendFilters {
  readonly scopes: readonly SpendFilter[];
  readonly cell: CellFilter;
  /** The whole as a filter of entries; what it has beyond the other two is in no total. */
  readonly entries: EntryFilter;
}

/** Parts of a filter of entries that scopes and cells answer for. */
const IN_TOTALS: ReadonlySet<string> = new Set<keyof EntryFilter>([
  ...Object.values({
    user: 'userId',
    resource: 'resource',
    group: 'group',
    tag: 'tag',
  } as const satisfies Record<FilterKind, keyof EntryFilter>),
  'provider',
  'service',
  'model',
]);

/** True when totals are kept for the filters: at most one scope, and nothing but names of cells beside it. */
export function areInTotals({ scopes, entries }: SpendFilters): boolean {
  return (
    scopes.length <= 1 && Object.entries(entries).every(([part, wanted]) => !wanted || IN_TOTALS.has(part))
  );
}

/** True when failed calls are asked for, of all or of one user, with nothing but names of cells beside it. */
export function asksFailuresAlone({ scopes, entries }: SpendFilters): boolean {
  const { outcome, ...others } = entries;
  return (
    outcome === FAILED_OUTCOME &&
    scopes.length <= 1 &&
    scopes.every(({ kind }) => kind === 'user') &&
    Object.entries(others).every(([part, wanted]) => !wanted || IN_TOTALS.has(part))
  );
}

/** True when a provider, a service or a model is asked for. */
export function narrowsCells({ cell }: SpendFilters): boolean {
  return Object.values(cell).some((wanted) => wanted !== undefined);
}

/** Whether a cell of a total has the names that are asked for. */
export function fitsCell({ provider, service, model }: CellFilter, cell: CellNames): boolean {
  return (
    (provider === undefined || keptProvider(cell.provider) === keptProvider(provider)) &&
    (service === undefined || cell.service === service) &&
    (model === undefined || isMeant(model, cell.model))
  );
}

import { type Budget, ORGANISATION_ID } from '../budgets/budget.ts';
import { type ScopeValue, scopeText } from '../budgets/match-budgets.ts';
import type { Total } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';

/** How far back the safety net looks: its interval and some more. */
export const LOOK_BACK_MS = 20 * 60_000;

/**
 * The scope values that budgets ask for and whose totals changed since an instant, from the day items of
 * yesterday, today and tomorrow. Every entry changes a cell of the organisation, so while nothing is
 * recorded this reads those cells and nothing else, however many budgets there are.
 */
export async function recentScopes(
  budgets: readonly Budget[],
  since: Instant,
  at: Instant,
  totals: TotalsReader,
  timeZone: string,
): Promise<ScopeValue[]> {
  const today = dayOf(at, timeZone);
  const days = { from: addDays(today, -1), to: addDays(today, 1) };
  const recent = ({ total }: { readonly total: Total }) => (total.updatedAt ?? 0) >= since;
  const cells = (await totals.cells(days)).filter(recent);
  if (cells.length === 0) return [];
  const values: ScopeValue[] = [
    { kind: 'organisation', id: ORGANISATION_ID },
    ...cells.flatMap(({ provider, service, model }): ScopeValue[] => [
      { kind: 'provider', id: provider },
      { kind: 'service', id: service },
      { kind: 'model', id: model },
    ]),
  ];
  const kinds = new Map(
    budgets.filter(({ enabled }) => enabled).map(({ scope }) => [scopeText({ ...scope, id: '' }), scope]),
  );
  for (const scope of kinds.values()) values.push(...(await valuesOf(scope, days, totals, recent)));
  return [...new Map(values.map((value) => [scopeText(value), value])).values()];
}

async function valuesOf(
  { kind, type = '' }: Budget['scope'],
  days: Days,
  totals: TotalsReader,
  recent: (one: { readonly total: Total }) => boolean,
): Promise<ScopeValue[]> {
  switch (kind) {
    case 'user':
      return (await totals.users(days)).filter(recent).map(({ name }) => ({ kind, id: name }));
    case 'tag':
      return (await totals.tagValues(type, days))
        .filter(recent)
        .map(({ name }) => ({ kind, type, id: name }));
    case 'resource': {
      const all = await totals.resources(daysOf(days));
      const details = await totals.resourceDetails(all.filter(({ resource }) => resource.type === type));
      return details.filter(recent).map(({ resource }) => ({ kind, ...resource }));
    }
    case 'group':
      // The index does not say when: groups of these days are few enough to look at all of them.
      return (await totals.groups(daysOf(days)))
        .filter(({ group }) => group.type === type)
        .map(({ group }) => ({ kind, ...group }));
    case 'organisation':
    case 'provider':
    case 'service':
    case 'model':
      return [];
  }
}

function daysOf({ from, to }: Days): string[] {
  return [from, addDays(from, 1), to];
}

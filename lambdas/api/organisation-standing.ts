import { organisationStatus } from '../../core/budgets/organisation-status.ts';
import { type RecentCell, spendOfCells } from '../../core/overview/recent-cells.ts';
import { dayOf, type Instant } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';

/** Month and day of the organisation against their limits, from cells of the last ten weeks. */
export async function organisationStanding(
  { budgets, settings }: ApiPorts,
  cells: Promise<readonly RecentCell[]>,
  now: Instant,
) {
  const spend = spendOfCells(cells, dayOf(now, settings.timeZone), budgets.states.spend);
  const book = await budgets.books.current();
  return organisationStatus(book, now, { ...budgets.states, spend }, budgets.project);
}

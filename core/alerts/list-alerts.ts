import type { AlertState, Basis } from '../../contracts/alert-vocabulary.ts';
import { isLedgerTime } from '../../contracts/dates.ts';
import { notACursor, readCursor, writeCursor } from '../spend/paging.ts';
import type { PageRequest } from '../spend/read-totals.ts';
import { type Instant, isoTime } from '../time/ledger-time.ts';
import { type Alert, alertStatus } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';

/** What a list is asked for; every field narrows it. */
export interface AlertFilter {
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  readonly status?: AlertState | undefined;
  readonly severity?: Alert['severity'] | undefined;
  readonly basis?: Basis | undefined;
  readonly budgetId?: string | undefined;
}

/** Alerts looked at for one page: a page may be short while there is a cursor. */
const MOST_LOOKED_AT = 1000;

/** A page of alerts, newest first. Throws InvalidInputError for a cursor that is none. */
export async function listAlerts(
  filter: AlertFilter,
  { limit, cursor }: PageRequest,
  alerts: Pick<AlertStore, 'list'>,
): Promise<{ alerts: Alert[]; nextCursor?: string }> {
  const found: Alert[] = [];
  let before = cursor === undefined ? undefined : positionOf(cursor);
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += limit) {
    const { from, to } = filter;
    const page = await alerts.list({ from, to, before, limit: limit - found.length });
    found.push(...page.alerts.filter((alert) => matches(alert, filter)));
    before = page.next;
    if (before === undefined) return { alerts: found };
    // Months without an alert end a page as well: a range may be as long as the calendar.
    if (found.length >= limit || page.alerts.length === 0) break;
  }
  return { alerts: found, ...(before === undefined ? {} : { nextCursor: writeCursor([before]) }) };
}

/** A position begins with the time of its alert. */
function positionOf(cursor: string): string {
  const [position] = readCursor(cursor, ['string']) as [string];
  if (!isLedgerTime(position.slice(0, isoTime(0).length))) throw notACursor();
  return position;
}

function matches(alert: Alert, { status, severity, basis, budgetId }: AlertFilter): boolean {
  if (severity !== undefined && alert.severity !== severity) return false;
  if (basis !== undefined && alert.key.basis !== basis) return false;
  if (budgetId !== undefined && alert.key.budgetId !== budgetId) return false;
  switch (status) {
    case undefined:
      return true;
    case 'open':
      return alert.resolvedAt === undefined && alert.acknowledged === undefined;
    case 'resolved':
      return alert.resolvedAt !== undefined;
    case 'acknowledged':
      return alert.acknowledged !== undefined;
    case 'PENDING':
    case 'SENT':
    case 'FAILED':
      return alertStatus(alert) === status;
  }
}

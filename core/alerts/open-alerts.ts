import type { Instant } from '../time/ledger-time.ts';
import { type Alert, alertFamily, worstFirst } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';

/** Alerts looked at, the newest first: what one answer may cost. */
const MOST_LOOKED_AT = 1000;
const AT_ONCE = 100;

/** What is open: alerts of one budget, value and period are one crossing, as bad as the worst of them. */
export interface OpenAlerts {
  /** Of the worst crossing, as worstFirst orders them. Undefined: nothing is open. */
  readonly worst: Alert | undefined;
  /** Crossings by their worst severity. */
  readonly counts: Readonly<Record<Alert['severity'], number>>;
  /** False where there are more alerts than were looked at. */
  readonly complete: boolean;
}

/** Neither resolved nor acknowledged. */
function isOpenAlert({ resolvedAt, acknowledged }: Pick<Alert, 'resolvedAt' | 'acknowledged'>): boolean {
  return resolvedAt === undefined && acknowledged === undefined;
}

/** The open alerts of a time. Rejects on outages. */
export async function readOpenAlerts(
  { from, to }: { readonly from: Instant; readonly to: Instant },
  alerts: Pick<AlertStore, 'list'>,
): Promise<OpenAlerts> {
  const open: Alert[] = [];
  let looked = 0;
  let before: string | undefined;
  do {
    const page = await alerts.list({ from, to, before, limit: AT_ONCE });
    open.push(...page.alerts.filter(isOpenAlert));
    looked += AT_ONCE;
    before = page.next;
  } while (before !== undefined && looked < MOST_LOOKED_AT);
  return { ...countCrossings(open), complete: before === undefined };
}

function countCrossings(open: readonly Alert[]): Omit<OpenAlerts, 'complete'> {
  const sorted = open.toSorted(worstFirst);
  const counts = { warning: 0, critical: 0, emergency: 0 };
  for (const [first] of Map.groupBy(sorted, ({ key }) => alertFamily(key)).values()) {
    if (first) counts[first.severity] += 1;
  }
  return { worst: sorted[0], counts };
}

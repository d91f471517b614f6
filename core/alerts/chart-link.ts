import { SYSTEM_NAME, SYSTEM_USER } from '../../contracts/system-user.ts';
import { addDays, dayOf } from '../time/ledger-time.ts';
import type { Alert } from './alert.ts';

/** Days that the chart shows before an alert whose period has no start. */
const LIFETIME_DAYS = 30;

/**
 * Where the page draws what an alert is about: its scope and the days of its period. Scopes that the page cannot
 * narrow to by address lead to the organisation's chart, divided by the kind of the scope.
 */
export function chartLink({ key: { value }, from, to, createdAt }: Alert, dashboardUrl: string): string {
  const url = new URL('/explore', dashboardUrl);
  const today = dayOf(createdAt, 'UTC');
  url.searchParams.set('from', from ?? addDays(today, -LIFETIME_DAYS));
  url.searchParams.set('to', to !== undefined && to < today ? to : today);
  switch (value.kind) {
    case 'user':
      url.searchParams.set('user', value.id === SYSTEM_USER ? SYSTEM_NAME : value.id);
      break;
    case 'resource':
    case 'group':
      url.searchParams.set(value.kind, `${value.type}/${value.id}`);
      break;
    case 'tag':
      url.searchParams.set('by', `tag:${value.type}`);
      break;
    case 'provider':
    case 'model':
      url.searchParams.set('by', value.kind);
      break;
    case 'organisation':
    case 'service':
      break;
  }
  return url.href;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { busOnDemand } from './bus-on-demand.ts';
import type { Logger } from './logger.ts';
import { resolveGone } from '../../core/alerts/resolve-gone.ts';
import type { Alerting } from '../api/ports.ts';
import type { Ledger } from '../composition/ledger.ts';

/** What the API knows of alerts: their store, and the bus that wakes the function behind them. */
export function apiAlerting({ alerts }: Pick<Ledger, 'alerts'>, logger: Pick<Logger, 'warn'>): Alerting {
  const events = busOnDemand();
  return {
    alerts,
    events,
    check: async (scopes) => {
      try {
        await events.totalsChanged(scopes.map((scope) => ({ scope })));
      } catch (error) {
        // The change is stored: an error would make its author repeat it. The safety net looks again.
        logger.warn('a changed budget was not checked at once', { error: error as Error });
      }
    },
    resolveGone: async (book, at) => {
      try {
        await resolveGone(book, at, alerts);
      } catch (error) {
        logger.warn('alerts of a changed budget were not resolved at once', { error: error as Error });
      }
    },
    gateLog: { untold: (event) => logger.warn('a turned gate was not told yet', { ...event }) },
    wait: (ms) => sleep(ms),
  };
}

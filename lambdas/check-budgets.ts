import middy from '@middy/core';
import { parseChangedScopes } from '../core/alerts/changed-scopes.ts';
import {
  ALERTS_WAITING,
  alertsWaitingSchema,
  checkBudgetsPayloadSchema,
  TOTALS_CHANGED,
  totalsChangedSchema,
} from '../contracts/budget-events.ts';
import type { BudgetCheck } from '../core/alerts/check-budgets.ts';
import { deployedLedger } from './composition/ledger.ts';
import {
  optimizations,
  alerts,
  books,
  budgetReader,
  counters,
  curves,
  gateOutbox,
  held,
  lastCheck,
  mailOf,
  prices,
  spend,
  totals,
} from './composition/stores.ts';
import { deployedBudgetCheck } from './support/check-budgets-ports.ts';
import { observability, observed } from './support/observability.ts';

const { logger, metrics } = observability('check-budgets');

/** An event of the bus, or what the schedule sends. */
interface CheckEvent {
  readonly 'detail-type'?: string;
  readonly detail?: unknown;
  /** When it was put on the bus, ISO 8601 in whole seconds. */
  readonly time?: string;
}

/**
 * Checks the budgets whose totals changed, or delivers alerts that wait; the schedule does both for what was missed.
 */
export function checkBudgetsHandler(check: BudgetCheck) {
  return async (event: CheckEvent): Promise<void> => {
    switch (event['detail-type']) {
      case TOTALS_CHANGED: {
        const changed = parseChangedScopes(totalsChangedSchema.parse(event.detail));
        const changedAt = event.time === undefined ? undefined : Date.parse(event.time);
        report(await check.totalsChanged(changed, changedAt));
        return;
      }
      case ALERTS_WAITING:
        await check.alertsWaiting(alertsWaitingSchema.parse(event.detail).alerts);
        return;
      case undefined:
      default:
        checkBudgetsPayloadSchema.parse(event);
        report(await check.safetyNet());
    }
  };
}

function report(found: Awaited<ReturnType<BudgetCheck['totalsChanged']>>): void {
  logger.info('budgets', { ...found });
  metrics.addMetric('AlertsRaised', found.raised);
}

const ledger = deployedLedger({
  optimizations,
  alerts,
  books,
  budgetReader,
  counters,
  curves,
  gateOutbox,
  held,
  lastCheck,
  mailOf,
  prices,
  spend,
  totals,
});
// Failures are counted here, where alarms look for them.
const onFailed = () => metrics.addMetric('AlertsNotDelivered', 1);

export const handler = middy<CheckEvent, void>()
  .use(observed({ logger, metrics }))
  .handler(checkBudgetsHandler(deployedBudgetCheck(ledger, { logger, onFailed })));

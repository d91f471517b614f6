import { reconcileKind, type ReconcilePorts } from '../../core/bills/reconcile-job.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import type { Ledger } from '../composition/ledger.ts';
import { ratesOf } from '../support/rates-of.ts';

/** Compares bills that are too large for one answer with the ledger. */
export function reconcileJob(
  {
    clock,
    exchangeRates,
    history,
    settings,
  }: Pick<Ledger, 'clock' | 'exchangeRates' | 'history' | 'settings'>,
  files: ReconcilePorts['files'],
): JobKind {
  return reconcileKind({
    history,
    files,
    clock,
    rates: (on) => ratesOf({ settings, exchangeRates }).all(on),
  });
}

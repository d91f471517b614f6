import { reconcileKind, type ReconcilePorts } from '../../core/bills/reconcile-job.ts';
import { parseRates } from '../../core/currency/currency.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import type { Ledger } from '../composition/ledger.ts';

/** Compares bills that are too large for one answer with the ledger. */
export function reconcileJob(
  { clock, history, settings }: Pick<Ledger, 'clock' | 'history' | 'settings'>,
  files: ReconcilePorts['files'],
): JobKind {
  return reconcileKind({
    history,
    files,
    clock,
    rates: parseRates(settings.exchangeRates),
  });
}

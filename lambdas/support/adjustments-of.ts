import { type AdjustmentBatch, beginAdjustments } from '../../core/usage/adjust-entry.ts';
import type { Ledger } from '../composition/ledger.ts';

/** Makes batches of corrections, each under a name of its own. */
export function adjustmentsOf({
  clock,
  entries,
  ledgerWriter,
  newId,
}: Pick<Ledger, 'clock' | 'entries' | 'ledgerWriter' | 'newId'>): () => AdjustmentBatch {
  const ports = { ledger: ledgerWriter, readChain: entries.chain.bind(entries), clock };
  return () => beginAdjustments(ports, newId());
}

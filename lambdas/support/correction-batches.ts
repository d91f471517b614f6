import { type CorrectionBatch, beginCorrections } from '../../core/usage/correction-batch.ts';
import type { Ledger } from '../composition/ledger.ts';

/** Makes batches of corrections, each under a name of its own. */
export function correctionBatches({
  clock,
  entries,
  ledgerWriter,
  newId,
}: Pick<Ledger, 'clock' | 'entries' | 'ledgerWriter' | 'newId'>): () => CorrectionBatch {
  const ports = { ledger: ledgerWriter, readChain: entries.chain.bind(entries), clock };
  return () => beginCorrections(ports, newId());
}

import type { Logger } from './logger.ts';
import { isLate } from '../../adapters/dynamo/retry-policy.ts';
import type { Ledger } from '../composition/ledger.ts';

/**
 * Has a function know models by the price data and aliases in force before it asks what a budget or a filter means:
 * at most once in `everyMs`, for one read unit where nothing changed. Without it names are those of the deployment,
 * and amounts do not depend on them: it rejects only where the table does not answer in time. It would not answer
 * what is asked next either, and a caller would wait for it twice.
 */
export function modelNames(
  { clock, prices }: Pick<Ledger, 'clock'> & { readonly prices: Pick<Ledger['prices'], 'current'> },
  logger: Pick<Logger, 'warn'>,
  everyMs: number,
): () => Promise<void> {
  let next = -Infinity;
  return async () => {
    const now = clock.now();
    if (now < next) return;
    next = now + everyMs;
    try {
      await prices.current();
    } catch (error) {
      next = -Infinity;
      if (isLate(error)) throw error;
      logger.warn('names of models could not be read: those known so far hold', { error: error as Error });
    }
  };
}

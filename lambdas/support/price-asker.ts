import type { Logger } from './logger.ts';
import { askForPrices } from '../../core/price-packs/ask-for-prices.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import type { Ledger } from '../composition/ledger.ts';
import { readVariable } from './read-environment.ts';

type AskLedger = Pick<Ledger, 'clock' | 'jobs' | 'priceAsks' | 'settings'>;

/**
 * Has newer prices looked for when a batch brings usage without a price; never rejects, since the schedule looks
 * too. Does nothing where the stage takes no packs.
 */
export function priceAsker(
  { clock, jobs, priceAsks, settings }: AskLedger,
  logger: Pick<Logger, 'info' | 'warn'>,
): (records: readonly Pick<LedgerRecord, 'contributions'>[]) => Promise<void> {
  const { priceFeed } = settings;
  if (!priceFeed) return () => Promise.resolve();
  const ask = askForPrices({
    asks: priceAsks,
    jobs,
    queue: {
      // Few batches ask: the queue's client is started by the first that does.
      send: async (jobId) => {
        const { jobQueue } = await import('../composition/queues.ts');
        await jobQueue().send(jobId);
      },
    },
    clock,
    everyMinutes: priceFeed.everyMinutes,
  });
  readVariable('jobQueueUrl');
  return async (records) => {
    const isUnpriced = records.some(({ contributions }) =>
      contributions.some(({ unpriced }) => unpriced > 0),
    );
    if (!isUnpriced) return;
    try {
      if (await ask()) logger.info('prices are looked for: something has none');
    } catch (error) {
      logger.warn('newer prices could not be asked for', { error: error as Error });
    }
  };
}

import { S3ArchiveStore } from '../../adapters/s3/archive-store.ts';
import { S3BodyStore } from '../../adapters/s3/body-store.ts';
import { S3PartStore } from '../../adapters/s3/part-store.ts';
import { S3WorkStore } from '../../adapters/s3/work-store.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import type { OpenLedger } from '../composition/open-ledger.ts';
import {
  optimizations,
  alerts,
  archiveNotes,
  audits,
  books,
  dayFacts,
  entries,
  eraseParts,
  erasures,
  exchangeRates,
  history,
  imports,
  jobs,
  ledgerWriter,
  marks,
  months,
  overrides,
  packs,
  prices,
  repairs,
  repairScopes,
  totals,
  totalsWriter,
} from '../composition/stores.ts';
import { jobQueue } from '../composition/queues.ts';
import { readVariable } from '../support/read-environment.ts';
import { archiveJob } from './archive.ts';
import { eraseUserJob } from './erase-user.ts';
import { exportJob } from './export.ts';
import { fetchPricesJob } from './fetch-prices.ts';
import { fetchRatesJob } from './fetch-rates.ts';
import { priceJobs } from './price-jobs.ts';
import { recalculateJob } from './recalculate.ts';
import { reconcileJob } from './reconcile.ts';
import { replayPriceJob } from './replay-price.ts';
import { rollUpJob } from './roll-up.ts';

/** The stores that jobs work with. */
export const jobStores = {
  optimizations,
  alerts,
  archiveNotes,
  audits,
  books,
  dayFacts,
  entries,
  eraseParts,
  erasures,
  exchangeRates,
  history,
  imports,
  jobs,
  ledgerWriter,
  marks,
  months,
  overrides,
  packs,
  prices,
  repairs,
  repairScopes,
  totals,
  totalsWriter,
};

/** Every kind of job by its name, with the stage's bucket. Throws an Error that names a missing variable. */
export function jobKinds(ledger: OpenLedger<typeof jobStores>): Record<string, JobKind> {
  const client = s3Client();
  const bucket = readVariable('bucketName');
  const parts = new S3PartStore(client, bucket);
  const queue = jobQueue();
  const work = new S3WorkStore(client, bucket);
  return {
    recalculate: recalculateJob(ledger, work, undefined, { jobs: ledger.jobs, queue, clock: ledger.clock }),
    'roll-up': rollUpJob(ledger, work),
    archive: archiveJob(ledger, new S3ArchiveStore(client, bucket), work),
    'erase-user': eraseUserJob(ledger, { client, bucket }, new S3BodyStore(client, bucket)),
    export: exportJob(ledger, readVariable('stage'), parts),
    reconcile: reconcileJob(ledger, parts),
    'fetch-prices': fetchPricesJob(ledger, queue),
    'fetch-rates': fetchRatesJob(ledger),
    'replay-price': replayPriceJob(ledger, queue),
    ...priceJobs(ledger, work),
  };
}

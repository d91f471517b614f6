import type { JobName } from '../../contracts/job-message.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { once } from '../../core/once.ts';
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
  daySums,
} from '../composition/stores.ts';
import { jobQueueOnDemand } from '../support/queues-on-demand.ts';
import { readVariable } from '../support/read-environment.ts';

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
  daySums,
};

/**
 * Every kind of job by its name, with the stage's bucket; what a kind needs is loaded by its first step. Throws an Error
 * that names a missing variable.
 */
export function jobKinds(ledger: OpenLedger<typeof jobStores>): Record<JobName, JobKind> {
  const bucket = readVariable('bucketName');
  const stage = readVariable('stage');
  const queue = jobQueueOnDemand();
  const files = once(() => bucketStores(bucket));
  const prices = once(async () => {
    const [{ priceJobs }, { work }] = await Promise.all([import('./price-jobs.ts'), files()]);
    return priceJobs(ledger, work);
  });
  return {
    recalculate: kind(async () => {
      const [{ recalculateJob }, { work }] = await Promise.all([import('./recalculate.ts'), files()]);
      return recalculateJob(ledger, work, undefined, { jobs: ledger.jobs, queue, clock: ledger.clock });
    }),
    'roll-up': kind(async () => {
      const [{ rollUpJob }, { work }] = await Promise.all([import('./roll-up.ts'), files()]);
      return rollUpJob(ledger, work);
    }),
    archive: kind(async () => {
      const [{ archiveJob }, { archive, work }] = await Promise.all([import('./archive.ts'), files()]);
      return archiveJob(ledger, archive, work);
    }),
    'erase-user': kind(async () => {
      const [{ eraseUserJob }, { client, bodies }] = await Promise.all([import('./erase-user.ts'), files()]);
      return eraseUserJob(ledger, { client, bucket }, bodies);
    }),
    export: kind(async () => {
      const [{ exportJob }, { parts }] = await Promise.all([import('./export.ts'), files()]);
      return exportJob(ledger, stage, parts);
    }),
    reconcile: kind(async () => {
      const [{ reconcileJob }, { parts }] = await Promise.all([import('./reconcile.ts'), files()]);
      return reconcileJob(ledger, parts);
    }),
    'fetch-prices': kind(async () => (await import('./fetch-prices.ts')).fetchPricesJob(ledger, queue)),
    'fetch-rates': kind(async () => (await import('./fetch-rates.ts')).fetchRatesJob(ledger)),
    'replay-price': kind(async () => (await import('./replay-price.ts')).replayPriceJob(ledger, queue)),
    settle: kind(async () => (await prices()).settle),
    'what-if': kind(async () => (await prices())['what-if']),
    'apply-what-if': kind(async () => (await prices())['apply-what-if']),
  };
}

/** What jobs keep in the stage's bucket, over one client. */
async function bucketStores(bucket: string) {
  const [{ S3ArchiveStore }, { S3BodyStore }, { S3PartStore }, { S3WorkStore }, { s3Client }] =
    await Promise.all([
      import('../../adapters/s3/archive-store.ts'),
      import('../../adapters/s3/body-store.ts'),
      import('../../adapters/s3/part-store.ts'),
      import('../../adapters/s3/work-store.ts'),
      import('../../adapters/s3/s3-client.ts'),
    ]);
  const client = s3Client();
  return {
    client,
    archive: new S3ArchiveStore(client, bucket),
    bodies: new S3BodyStore(client, bucket),
    parts: new S3PartStore(client, bucket),
    work: new S3WorkStore(client, bucket),
  };
}

/** A kind that is loaded by its first step. */
function kind(load: () => Promise<JobKind>): JobKind {
  const loaded = once(load);
  return { step: async (job, deadline) => await (await loaded()).step(job, deadline) };
}

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoJobStore } from '../../adapters/dynamo/job-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import { S3BodyStore } from '../../adapters/s3/body-store.ts';
import { ledgerSettingsSchema, type LedgerSettings } from '../../contracts/ledger-settings.ts';
import { continueErasures, startErasure } from '../../core/erasure/erasure.ts';
import { runJob } from '../../core/jobs/job.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import { eraseUserJob } from '../../lambdas/jobs/erase-user.ts';
import type { TestBucket } from './bucket.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';

export const HOUR = 3_600_000;

/** Erasures as the API, the schedule and the job function run them, on a clock of the test's own. */
export interface Erasing {
  readonly clock: { time: number; now(): number };
  readonly erasures: DynamoErasureStore;
  /** As DELETE /users/{id}?pseudonymise=true does; answers the job's id. */
  request(userId: string): Promise<string>;
  /** The pseudonym of the one erasure under way. */
  pseudonym(): Promise<string>;
  /** Runs what was started until nothing is left to do; rejects where a job fails. */
  run(client?: DynamoDBDocumentClient): Promise<void>;
  /** Moves the clock and starts what is due. */
  pass(hours: number): Promise<number>;
  /** Ends every erasure, 25 hours a pass; answers the number of passes. */
  finish(): Promise<number>;
}

export function startErasing(
  client: DynamoDBDocumentClient,
  table: string,
  bucket: TestBucket,
  clock: Erasing['clock'],
  more: Partial<LedgerSettings> = {},
): Erasing {
  const settings = ledgerSettingsSchema.parse({ trackedTags: ['tier'], ...more });
  const erasures = new DynamoErasureStore(new Table(client, table));
  const store = new DynamoJobStore(new Table(client, table));
  const waiting: string[] = [];
  const queue = { send: (id: string) => Promise.resolve(void waiting.push(id)) };
  const jobs = { jobs: store, queue };
  let made = 0;
  const newPseudonym = () => `erased-${String(++made).padStart(32, '0')}`;
  const files = { client: bucket.client, bucket: bucket.name };
  const bodies = new S3BodyStore(bucket.client, bucket.name);
  const run = async (through = client) => {
    const kind = eraseUserJob(ledgerOn(through, table, settings, clock), files, bodies);
    const ports = { jobs: new DynamoJobStore(new Table(through, table)), queue, clock };
    while (waiting[0] !== undefined) {
      const [id] = waiting;
      await runJob(ports, { 'erase-user': kind }, id, Infinity, false);
      waiting.shift();
    }
  };
  const pass = (hours: number) => {
    clock.time += hours * HOUR;
    return continueErasures({ erasures, jobs, clock });
  };
  return {
    clock,
    erasures,
    run,
    pass,
    pseudonym: async () => (await erasures.list())[0]?.pseudonym ?? '',
    request: (userId) =>
      startErasure(userId, 'admin-1', {
        erasures,
        jobs,
        clock,
        newId: () => ulid(clock.now()),
        newPseudonym,
      }),
    finish: async () => {
      for (let passes = 1; passes < 9; passes++) {
        await run();
        if ((await erasures.list()).length === 0) return passes;
        await pass(25.1);
      }
      throw new Error('the erasure does not end');
    },
  };
}

/** Totals of users by day, as text; `system` included. */
export async function userTotals(
  client: DynamoDBDocumentClient,
  table: string,
  from: Day,
  to: Day,
  lanes: readonly LaneRule[] = [],
) {
  const reader = new DynamoTotalsReader(new Table(client, table), lanes, { now: Date.now });
  const [users, cells] = await Promise.all([reader.users({ from, to }), reader.cells({ from, to })]);
  const organisation = cells.reduce((sum, { total }) => sum + total.cost, 0n);
  const events = cells.reduce((sum, { total }) => sum + total.events, 0);
  return {
    users: new Map(users.map(({ day, name, total }) => [`${day} ${name}`, total])),
    sum: users.reduce((sum, { total }) => sum + total.cost, 0n),
    sumOfEvents: users.reduce((sum, { total }) => sum + total.events, 0),
    organisation,
    events,
  };
}

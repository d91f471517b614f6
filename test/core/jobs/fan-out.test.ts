import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberText } from '../../../adapters/dynamo/document-client.ts';
import { type JobKind, runJob, startJob } from '../../../core/jobs/job.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { seededRandom } from '../../../testing/random.ts';
import { dying } from '../../support/dying-client.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const DAYS = Array.from({ length: 8 }, (_, index) => aDay(`2026-11-${11 + index}`));
const clock = { now: () => Date.parse('2026-11-21T03:00:00Z') };
const SEEDS = Array.from({ length: propertyRuns(2).numRuns }, (_, index) => index + 1);
/** A history that is not over after so many turns does not end. */
const MOST_TURNS = 600;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Costs and events of every total. */
async function amountsIn(table: string): Promise<Map<string, string>> {
  const totals = (await wholeTable(dynamo.client(), table)).filter(({ e }) => e === 'T');
  return new Map(
    totals.map(({ pk, sk, c, n }) => [`${String(pk)} ${String(sk)}`, `${numberText(c)} ${numberText(n)}`]),
  );
}

/** A ledger some of whose totals are wrong; answers what they are when they are right. */
async function startWrong(table: string, random: () => number): Promise<Map<string, string>> {
  const usage = await startLedger(dynamo, table);
  const events = DAYS.flatMap((day, index) =>
    Array.from({ length: 2 + (index % 3) }, (_, i) =>
      usageEvent(`${day}-${i}`, { occurredAt: `${day}T10:00:00Z`, userId: `user-${i}` }),
    ),
  );
  await usage.record(events);
  await usage.aggregate(DAYS);
  const right = await amountsIn(table);
  const client = dynamo.client();
  for (const day of DAYS) {
    if (random() < 0.4) {
      await client.send(new DeleteCommand({ TableName: table, Key: { pk: `T#${day}#tier`, sk: 'tier2' } }));
    }
    if (random() < 0.4) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `U#${day}#0`, sk: 'user-1' },
          UpdateExpression: 'ADD c :more, v :one',
          ExpressionAttributeValues: { ':more': 1_000_000, ':one': 1 },
        }),
      );
    }
  }
  return right;
}

/**
 * Workers take messages of one queue, two at a time, in any order: each may die at any of its writes, before it or
 * behind it, a message comes again when its worker died, and sometimes when it did not.
 */
async function playWorkers(table: string, random: () => number) {
  const waiting: string[] = [];
  const queue = { send: (id: string) => Promise.resolve(void waiting.push(id)) };
  const work = memoryWork();
  let deaths = 0;
  const worker = async (id: string) => {
    const dies = random() < 0.5;
    const client = dynamo.client();
    const through = dies ? dying(client, 1 + Math.floor(random() * 5), random() < 0.5) : client;
    const ledger = ledgerOn(through, table, testSettings, clock);
    const ports = { jobs: ledger.jobs, queue, clock };
    const recalculate: JobKind = recalculateJob(ledger, work, { entries: 2, totals: 4 }, ports);
    try {
      await runJob(ports, { recalculate }, id, Infinity, false);
      if (random() < 0.1) waiting.push(id);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'the function died') throw error;
      deaths++;
      waiting.push(id);
    }
  };
  const { jobs } = ledgerOn(dynamo.client(), table, testSettings, clock);
  const start = { id: 'all', kind: 'recalculate', input: { all: true }, createdBy: 'test' } as const;
  await startJob({ jobs, queue, clock }, start);
  for (let turn = 0; turn < MOST_TURNS && waiting.length > 0; turn++) {
    const taken = [0, 1].flatMap(() => waiting.splice(Math.floor(random() * waiting.length), 1));
    await Promise.all(taken.map(worker));
  }
  return { job: await jobs.read('all'), deaths };
}

describe('jobs that fan out and whose workers die', () => {
  it.each(SEEDS)('come to the sum of the entries, history %i', async (seed) => {
    const random = seededRandom(seed).uniform;
    const table = `fan-out-${seed}`;
    const right = await startWrong(table, random);
    const { job, deaths } = await playWorkers(table, random);
    expect(job).toMatchObject({ status: 'done', result: { days: DAYS.length, busy: [] } });
    expect(await amountsIn(table)).toEqual(right);
    expect(deaths).toBeGreaterThan(3);
    const again = await playAgain(table);
    expect(again).toMatchObject({ status: 'done', result: { repairs: [], busy: [] } });
  });
});

/** One worker that never dies: what it still repairs was left wrong. */
async function playAgain(table: string) {
  const ledger = ledgerOn(dynamo.client(), table, testSettings, clock);
  const queue = { send: () => Promise.resolve() };
  const ports = { jobs: ledger.jobs, queue, clock };
  const recalculate = recalculateJob(ledger, memoryWork());
  const start = { id: 'again', kind: 'recalculate', input: { all: true }, createdBy: 'test' } as const;
  await startJob(ports, start);
  await runJob(ports, { recalculate }, 'again', Infinity, false);
  return ledger.jobs.read('again');
}

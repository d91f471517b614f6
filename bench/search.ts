import { totalKey } from '../adapters/dynamo/total-keys.ts';
import { LedgerSearch } from '../core/search/search-ledger.ts';
import { startDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { SETTINGS } from './rebuild.ts';
import { countingClient } from './support/count-answers.ts';
import { measure, round } from './support/measure.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';
import { hasPartition } from './support/write-ledger.ts';
import { writeTotals } from './support/write-totals.ts';

export const description =
  'the search over 100,000 users and 200,000 resources of 30 days: what it asks of the table first, for the next letter, and a minute later; --reuse DIR';

const SHAPE = { entries: 200_000, users: 100_000, days: 30, calls: 1 };
const MINUTE_MS = 60_000;
const FOUND = 6;

/** Texts as they are typed, and how long after the first. */
const ASKED = [
  ['first', 'user-77', 0],
  ['next letter', 'user-777', 0],
  ['what is nowhere', 'nobody', 0],
  ['a minute later', 'user-77', MINUTE_MS],
] as const;

async function searchLedger({ file, table, plan }: StoredLedger) {
  const { pk } = totalKey({ kind: 'day', day: plan.first, lane: 0, of: { kind: 'user', id: '' } });
  if (!hasPartition(file, table, pk)) writeTotals(file, table, plan);
  const dynamo = await startDynamo(file);
  const rows: Record<string, object> = {};
  try {
    const { client, answers } = countingClient(dynamo);
    const { totals, names } = ledgerOn(client, table, SETTINGS);
    const search = new LedgerSearch({ totals, names, timeZone: 'UTC' });
    const now = Date.now();
    for (const [name, text, later] of ASKED) {
      Object.assign(answers, { requests: 0, bytes: 0 });
      const { seconds, cpuSeconds, engineCpuSeconds } = await measure(dynamo.pid, () =>
        search.find(text, [], FOUND, now + later),
      );
      const { requests, bytes } = answers;
      rows[name] = { seconds, cpuSeconds, engineCpuSeconds, requests, megabytes: round(bytes / 1e6) };
      console.log(
        `${name.padEnd(16)} ${requests} requests, ${round(bytes / 1e6)} MB, processor ${cpuSeconds} s here and ` +
          `${engineCpuSeconds} s in the engine, ${seconds} s`,
      );
    }
  } finally {
    dynamo.stop();
  }
  return rows;
}

/** Prints a line for each search and hands back the object of the last line. */
export async function run(args: readonly string[] = []): Promise<object> {
  const options = ledgerOptions(args, SHAPE);
  return { bench: 'search', entries: options.entries, ...(await withStoredLedger(options, searchLedger)) };
}

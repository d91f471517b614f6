import { INDEX_PREFIX, PREFIX } from '../../contracts/table-layout.ts';
import { USD } from './aws-usd.ts';
import { PARTITION_WRITES, type ScaleRates } from './scale-model.ts';

/** Something that a load can be too much for. */
export interface Wall {
  readonly what: string;
  /** How much of the limit the load takes: above 1 it is a wall. */
  readonly share: number;
  /** What moves it. */
  readonly moves: string;
}

/**
 * Transactions that can write one item in a second: each holds its items for some 15 ms, and what meets another
 * transaction is tried again. Assumed; on one item 20 to 60 have been seen.
 */
const TRANSACTIONS_PER_ITEM = 60;
/** Defaults of an account, raised by a request to AWS: write units of one table, functions at once. */
const TABLE_WRITES = 40_000;
const ACCOUNT_CONCURRENCY = 1000;
/** Batches of one queue that Lambda works on at once. */
const QUEUE_CONCURRENCY = 1000;

const LANES = 'the setting lanes, from a day to come on';
const ONE_KEY = 'no setting: its key would need lanes of its own';
/** Played with one lane: the table of this paper is never busy. */
const GROWING = 'lanes that totals grow by themselves, up to 16';

/** What a key is of, and what moves its wall; the first that fits counts. */
const KEYS: readonly (readonly [string, string, string])[] = [
  [PREFIX.entry, 'a partition of entries', LANES],
  [PREFIX.mark, 'the marks of an hour', ONE_KEY],
  [PREFIX.user, 'a partition of user totals', LANES],
  [PREFIX.ledger, 'the counts of the ledger', GROWING],
  [PREFIX.tag, 'the totals of a tracked tag', GROWING],
  [PREFIX.group, 'the totals of a group', GROWING],
  [PREFIX.resource, 'the totals of a resource', GROWING],
  [PREFIX.organisationPage, "the organisation's history of a day", ONE_KEY],
  [PREFIX.organisation, 'totals of the organisation', `${GROWING}; ${LANES}`],
  [`index ${INDEX_PREFIX.resourcesOfDay}`, 'the index of the resources of a day', ONE_KEY],
  [`index ${INDEX_PREFIX.groupsOfDay}`, 'the index of the groups of a day', ONE_KEY],
];

function ofKey(key: string): readonly [string, string] {
  const found = KEYS.find(([prefix]) => key.startsWith(prefix));
  return found ? [found[1], found[2]] : [`the partition ${key}`, ONE_KEY];
}

/** The walls of a load, each kind once, the nearest first. */
export function wallsOf(rates: ScaleRates, recorderConcurrency: number): Wall[] {
  const walls = new Map<string, Wall>();
  const add = (what: string, share: number, moves: string) => {
    if (share > (walls.get(what)?.share ?? 0)) walls.set(what, { what, share, moves });
  };
  for (const [key, writes] of rates.partitions) {
    const [what, moves] = ofKey(key);
    add(`write units of ${what}`, writes / PARTITION_WRITES, moves);
  }
  for (const [key, transactions] of rates.items) {
    const [what, moves] = ofKey(key);
    add(`transactions on one item of ${what}`, transactions / TRANSACTIONS_PER_ITEM, moves);
  }
  const recorders = rates.recorderInvocations * rates.recorderSeconds;
  add('recorders at once', recorders / recorderConcurrency, 'the setting recorderConcurrency, up to 1,000');
  add('batches of the queue at once', recorders / QUEUE_CONCURRENCY, 'more events a message');
  const aggregators = rates.aggregatorInvocations * rates.aggregatorSeconds;
  add(
    'aggregators, one for each shard of the stream that has entries',
    aggregators / rates.busyShards,
    `${LANES}; or a longer freshnessSeconds`,
  );
  add(
    'write units of the table',
    rates.writeUnits / TABLE_WRITES,
    'the quota of write units, by a request to AWS',
  );
  add(
    'functions of the account at once',
    (recorders + aggregators) / ACCOUNT_CONCURRENCY,
    'the quota of concurrent executions, by a request to AWS',
  );
  return [...walls.values()].toSorted((a, b) => b.share - a.share);
}

const MONTH_SECONDS = 30 * 86_400;
/** Memory of recorder and aggregator, as lib/constructs has it. */
const FUNCTION_GB = 1;

/** Dollars of a month of this load in us-east-1, on demand: without free tiers, discounts and what readers ask. */
export function monthlyUsd(rates: ScaleRates): Readonly<Record<string, number>> {
  const functions =
    rates.recorderInvocations * (USD.invocation + rates.recorderSeconds * FUNCTION_GB * USD.gbSecond) +
    rates.aggregatorInvocations * (USD.invocation + rates.aggregatorSeconds * FUNCTION_GB * USD.gbSecond);
  const storedGb = (rates.storedBytes * MONTH_SECONDS) / 1e9;
  return {
    writes: rates.writeUnits * USD.write * MONTH_SECONDS,
    reads: rates.readUnits * USD.read * MONTH_SECONDS,
    // Sent, received and deleted; the last two ten at once.
    queue: rates.messages * 1.2 * USD.queueRequest * MONTH_SECONDS,
    functions: functions * MONTH_SECONDS,
    'first month stored': storedGb * USD.storedGb,
  };
}

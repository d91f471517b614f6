import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultEngine, startFaultEngine } from '../../../prove/faults/engine.ts';
import { type HistoryResult, proveHistory } from '../../../prove/faults/prove.ts';
import { describeFailure } from '../../../prove/faults/report.ts';
import { IN_PROOF, propertyRuns } from '../../../testing/property-runs.ts';

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine.stop());

/** Histories in which everything below happens: the fewest that were found among the first hundred and thirty. */
const EVERYTHING = [87, 86, 29, 18, 83];

/** A proof takes all of these and more; the tests take as many of them as it takes for everything below to happen. */
const SEEDS = [
  ...EVERYTHING,
  ...Array.from({ length: IN_PROOF ? propertyRuns(40).numRuns : 120 }, (_, index) => index + 1),
];

/** What the dice must have brought at least once, or the proof proves less than it says. */
const HAPPENINGS = [
  /crashes; [1-9]/,
  /arrives late/,
  /zombie/,
  /TransactWriteItems.*: lost$/,
  /PutItem E#.*: lost$/,
  /UpdateItem M#.*: lost$/,
  /: throttled$/,
  /: broken$/,
  /BatchGetItem.*: unprocessed$/,
  /BatchWriteItem.*: unprocessed$/,
  /TransactWriteItems.* meets another writer/,
  /UpdateItem M#.* meets another writer/,
  /once more/,
  /gives up/,
  /audit \(tallies\) pushes [1-9]/,
  /audit \(days\) pushes [1-9]/,
  /dead-letter queue/,
  /brings .* again/,
  /corrects/,
  /settles/,
  /TransactWriteItems of 2 corrections/,
  /the prices fault-proof-2 come into force/,
  /gives totals more lanes/,
  /TransactWriteItems.* in several lanes/,
  // Of histories with budgets.
  /call-\d+: allow/,
  /call-\d+: deny/,
  /gives call-\d+ back/,
  /call-\d+ is never made/,
  /gate \d+ crashes/,
  /UpdateItem K#.*: lost$/,
  /UpdateItem H#/,
  /checker \d+ crashes/,
  /send .* email.*: lost$/,
  /tell of .*: (lost|broken|throttled)$/,
  /an event of the bus comes again/,
  /the limit of .* becomes/,
  /\d+ s pass$/,
  /"resolved":[1-9]/,
];

describe('the ledger under faults', () => {
  const played = new Map<number, HistoryResult>();

  it('is exact to the last digit after histories in which everything happens', async () => {
    let missing = HAPPENINGS;
    for (const seed of SEEDS) {
      const result = await proveHistory(engine, seed);
      played.set(seed, result);
      expect(result.violations.length > 0 ? describeFailure(result) : 'exact').toBe('exact');
      missing = missing.filter((happened) => !result.steps.some((step) => happened.test(step)));
      if (missing.length === 0 && !IN_PROOF) break;
    }
    expect(missing).toEqual([]);
  });

  it('repeats a history by its seed', async () => {
    // One of each kind of history.
    for (const seed of [29, 18]) expect(await proveHistory(engine, seed)).toEqual(played.get(seed));
  });
});

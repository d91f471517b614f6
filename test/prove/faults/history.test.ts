import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultEngine, startFaultEngine } from '../../../prove/faults/engine.ts';
import { type HistoryResult, proveHistories, proveHistory } from '../../../prove/faults/prove.ts';
import { describeFailure } from '../../../prove/faults/report.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine.stop());

const HISTORIES = propertyRuns(40).numRuns;

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
  /the prices fault-proof-2 come into force/,
  /gives totals more lanes/,
  /TransactWriteItems.* in several lanes/,
];

describe('the ledger under faults', () => {
  it(`is exact to the last digit after ${HISTORIES} histories`, async () => {
    const results: HistoryResult[] = [];
    await proveHistories(engine, { first: 1, count: HISTORIES }, (result) => {
      results.push(result);
      return result.violations.length === 0;
    });
    const failed = results.find(({ violations }) => violations.length > 0);
    expect(failed ? describeFailure(failed) : 'exact').toBe('exact');
    expect(results).toHaveLength(HISTORIES);
    const steps = results.flatMap((result) => result.steps);
    const missing = HAPPENINGS.filter((happened) => !steps.some((step) => happened.test(step)));
    expect(missing).toEqual([]);
  });

  it('repeats a history by its seed', async () => {
    expect(await proveHistory(engine, 7)).toEqual(await proveHistory(engine, 7));
  });
});

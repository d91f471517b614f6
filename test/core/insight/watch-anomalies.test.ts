import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import type { FoundAnomaly } from '../../../core/insight/anomalies.ts';
import { watchAnomalies } from '../../../core/insight/watch-anomalies.ts';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T03:20:00Z');
const DAY_MS = 86_400_000;
const DAYS = daysBetween('2026-10-01', '2026-11-20');

let dynamo: TestDynamo;

/** One user who spends 10 USD a day, and 80 USD a day from the 19th on. */
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'watch', { now: () => NOW + DAY_MS });
  await ledger.record(
    DAYS.map((day, index) =>
      usageEvent(`e${day}`, {
        occurredAt: `${day}T01:00:00Z`,
        model: 'nobody-knows-it',
        reportedCostUsd: String((day >= '2026-11-19' ? 80 : 10) + (index % 5) / 10),
      }),
    ),
  );
  await ledger.aggregate(DAYS);
});

afterAll(() => dynamo.stop());

function watch(tell: (anomaly: FoundAnomaly) => Promise<void>, at: number) {
  const client = dynamo.client();
  const totals = new DynamoTotalsReader(client, 'watch', []);
  const anomalies = new DynamoAnomalyStore(client, 'watch');
  return watchAnomalies({ totals, anomalies, tell, timeZone: 'UTC' }, at);
}

describe('watchAnomalies', () => {
  const told: string[] = [];
  const tell = ({ dimension, key, day }: FoundAnomaly) => {
    told.push(`${dimension} ${key} ${day}`);
    return Promise.resolve();
  };

  it('tells again when telling failed', async () => {
    await expect(watch(() => Promise.reject(new Error('nobody listens')), NOW)).rejects.toThrow('nobody');
    expect(await watch(tell, NOW)).toEqual({ found: 4, told: 4 });
    expect(told.toSorted()).toEqual([
      'model nobody-knows-it 2026-11-19',
      'resourceType episode 2026-11-19',
      'service llm 2026-11-19',
      'user user-1 2026-11-19',
    ]);
  });

  it('tells of an anomaly once, also on the second day of the same shift', async () => {
    expect(await watch(tell, NOW)).toEqual({ found: 4, told: 0 });
    expect(await watch(tell, NOW + DAY_MS)).toEqual({ found: 8, told: 0 });
  });
});

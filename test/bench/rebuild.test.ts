import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRebuild } from '../../bench/rebuild.ts';
import { writeEntries } from '../../bench/support/write-ledger.ts';
import { aDay } from '../../testing/dates.ts';
import { startDynamo, temporaryFolder } from '../../testing/dynamo.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('a rebuild of all totals', () => {
  it('comes from nothing to sums that agree four ways, and an audit then finds nothing', async () => {
    const folder = temporaryFolder('costkeeper-rebuild-');
    try {
      const ledger = {
        file: join(folder, 'tables.db'),
        table: 'rebuild',
        plan: { first: aDay('2026-11-17'), days: 3, entries: 150 },
      };
      const dynamo = await startDynamo(ledger.file);
      await dynamo.createTable(ledger.table);
      dynamo.stop();
      writeEntries(ledger.file, ledger.table, ledger.plan, NOW);

      const { bare, fresh, audit, sums } = await runRebuild(ledger);
      const { entries } = ledger.plan;
      expect(bare.result.entries).toBe(entries);
      expect(fresh.result.entries).toBe(entries);
      expect(fresh.result.repairs.length).toBeGreaterThan(0);
      expect(audit.result).toMatchObject({ entries, repairs: [] });
      expect(sums.map(({ events }) => events)).toEqual([entries, entries, entries, entries]);
      expect(new Set(sums.map(({ totalUsd }) => totalUsd)).size).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

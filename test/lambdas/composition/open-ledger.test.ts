import { describe, expect, it } from 'vitest';
import type { DocumentClient } from '../../../adapters/dynamo/table-calls.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { type LedgerParts, openLedger, type StoreParts } from '../../../lambdas/composition/open-ledger.ts';

const client = { name: 'reads' } as unknown as DocumentClient;
const once = { name: 'once' } as unknown as DocumentClient;

function partsOf(more: Partial<LedgerParts> = {}): LedgerParts {
  return {
    client,
    once: () => once,
    table: 'ledger',
    settings: ledgerSettingsSchema.parse({}),
    clock: { now: () => 7 },
    newId: () => 'id-1',
    pause: () => Promise.resolve(),
    ...more,
  };
}

describe('a ledger', () => {
  it('makes a store when it is first asked for, once, with the parts', () => {
    const made: StoreParts[] = [];
    const ledger = openLedger(partsOf(), { jobs: (parts) => made.push(parts), names: () => 'names' });
    expect(made).toEqual([]);
    expect([ledger.jobs, ledger.jobs, ledger.names]).toEqual([1, 1, 'names']);
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ client, tableName: 'ledger' });
    expect(made[0]?.tables.reads).toBe(made[0]?.table);
  });

  it('starts the client that never repeats itself for the first store that needs it, and one for all', () => {
    let started = 0;
    const parts = partsOf({ once: () => ({ number: ++started }) as unknown as DocumentClient });
    const ledger = openLedger(parts, {
      jobs: ({ client: reads }: StoreParts) => reads,
      holds: ({ tables }: StoreParts) => tables.once,
      held: ({ tables }: StoreParts) => tables.once,
    });
    expect([ledger.jobs, started]).toEqual([client, 0]);
    expect(ledger.holds).toBe(ledger.held);
    expect(started).toBe(1);
  });

  it('carries settings, clock, ids and pauses for use cases', () => {
    const parts = partsOf();
    const { settings, clock, newId, pause } = parts;
    expect(openLedger(parts, {})).toEqual({ settings, clock, newId, pause });
  });

  it('tries again after a maker that failed', () => {
    let tries = 0;
    const ledger = openLedger(partsOf(), {
      jobs: () => {
        if (tries++ === 0) throw new Error('no table');
        return 'jobs';
      },
    });
    expect(() => ledger.jobs).toThrow('no table');
    expect(ledger.jobs).toBe('jobs');
  });
});

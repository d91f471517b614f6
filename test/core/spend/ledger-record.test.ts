import { describe, expect, it } from 'vitest';
import { unreadableOutcome } from '../../../core/usage/unreadable.ts';
import { contributionsOf } from '../../../core/spend/contributions.ts';
import { toLedgerRecord, toLedgerRecords } from '../../../core/spend/ledger-record.ts';
import { anEntry } from '../../../testing/factories.ts';

const DAY = '2026-11-21';
const PARTITION = `E#${DAY}#0`;
const OUTCOME = unreadableOutcome('message-1', 'cannot be read', Date.UTC(2026, 10, 21, 10, 16));
const MARK = { batch: '01KAHP0000000000000000000A', index: 3 };

describe('what a stored entry adds', () => {
  const entry = anEntry({ holdId: 'hold-1' });
  const record = toLedgerRecord({ sequence: '7', partition: PARTITION, content: { entry } }, 'Asia/Kolkata');

  it('is ticked off where it was recorded', () => {
    const { mark: position, id } = entry;
    const name = `${PARTITION} ${id}`;
    expect(record).toMatchObject({
      sequence: '7',
      name,
      partition: PARTITION,
      position,
      hold: { id: 'hold-1', cost: entry.cost },
      correlationId: entry.id,
    });
    const named = { ...entry, correlationId: 'request-7' };
    expect(
      toLedgerRecord({ sequence: '7', partition: PARTITION, content: { entry: named } }, 'UTC'),
    ).toMatchObject({
      correlationId: 'request-7',
    });
  });

  it('is added to its totals by the ledger’s time zone', () => {
    expect(record?.contributions).toEqual(contributionsOf(entry, 'Asia/Kolkata'));
  });

  it('is listed under every scope that has a history, in the hour of the ledger', () => {
    const { day, lane, id, occurredAt } = entry;
    const at = { day, lane, id, occurredAt, hour: '15' };
    expect(record?.listings).toEqual([
      { of: { kind: 'organisation', id: '-' }, ...at },
      { of: { kind: 'user', id: 'user-42' }, ...at },
      { of: { kind: 'resource', type: 'episode', id: 'ep-7' }, ...at },
      { of: { kind: 'group', type: 'podcast', id: 'pod-1' }, ...at },
    ]);
  });
});

describe('what a stored outcome adds', () => {
  const at = { sequence: '8', partition: `X#${DAY}` };

  it('is one to the counts of its kind, and nothing to a history', () => {
    const record = toLedgerRecord({ ...at, content: { outcome: { ...OUTCOME, mark: MARK } } }, 'UTC');
    const counts = { total: { kind: 'counts' }, cost: 0n, events: 0, unpriced: 0 };
    expect(record).toMatchObject({ position: MARK, listings: [] });
    expect(record?.contributions).toEqual([{ ...counts, outcomes: new Map([['unreadable', 1]]) }]);
  });

  it('is nothing without a mark', () => {
    const stored = { ...at, content: { outcome: OUTCOME } };
    expect(toLedgerRecord(stored, 'UTC')).toBeUndefined();
    expect(toLedgerRecords([stored], 'UTC')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { isImport } from '../../../core/usage/import-window.ts';
import { beginRecording } from '../../../core/usage/record-usage.ts';
import { oldestDay, rejectTime } from '../../../core/usage/event-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { PLAIN_SETTINGS, smallEvent } from '../../../testing/factories.ts';
import { MemoryLedger, usagePorts } from '../../support/memory-ledger.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const SETTINGS = { ...PLAIN_SETTINGS, oldestDays: 400 };
const OLD = '1970-01-01T00:00:00Z';

/** Records one message while this import is open; answers what became of its events. */
async function record(content: unknown, open?: { from: string; until: number }): Promise<string[]> {
  const ledger = new MemoryLedger();
  const { ports } = usagePorts(ledger, NOW);
  const window = open && { from: aDay(open.from), until: open.until, by: 'admin' };
  const imports = { read: () => Promise.resolve(window) };
  const recording = beginRecording({ ...ports, imports }, SETTINGS, 'batch');
  await recording.recordMessage({ messageId: 'm', sentAt: NOW, body: JSON.stringify(content) });
  return [...ledger.entries.keys(), ...[...ledger.outcomes.values()].map(({ reason }) => reason)].map(
    (name) => (name.startsWith('entries') ? 'recorded' : name),
  );
}

describe('the time window of events', () => {
  it('begins oldestDays back, to the day', () => {
    expect(oldestDay(NOW, SETTINGS)).toBe('2025-10-17');
    expect(rejectTime(Date.parse('2025-10-17T00:00:00Z'), NOW, SETTINGS)).toBeUndefined();
    expect(rejectTime(Date.parse('2025-10-16T23:59:59.999Z'), NOW, SETTINGS)).toMatchObject({
      reason: 'too old',
      error: { field: 'occurredAt' },
    });
    expect(rejectTime(0, NOW, { timeZone: 'UTC' })).toBeUndefined();
  });

  it('never reaches behind the retention', () => {
    const settings = { ...SETTINGS, retentionDays: 100 };
    expect(oldestDay(NOW, settings)).toBe('2026-08-13');
    expect(rejectTime(0, NOW, settings, aDay('1970-01-01'))?.reason).toBe('older than retention');
  });

  it('keeps an event of a clock that shows 1970 aside, and records its neighbours', async () => {
    expect(await record([smallEvent({ occurredAt: OLD }), smallEvent()])).toEqual(['recorded', 'too old']);
  });

  it.each([
    ['of the import while one is open', { import: true }, { from: '1970-01-01', until: NOW }, 'recorded'],
    ['without the flag', {}, { from: '1970-01-01', until: NOW }, 'too old'],
    ['with another flag', { import: 'true' }, { from: '1970-01-01', until: NOW }, 'too old'],
    ['while none is open', { import: true }, undefined, 'too old'],
    ['that was sent after the import', { import: true }, { from: '1970-01-01', until: NOW - 1 }, 'too old'],
    ['from before the import', { import: true }, { from: '1970-01-02', until: NOW }, 'too old'],
  ])('takes an old event only %s', async (_what, envelope, open, expected) => {
    expect(await record({ ...envelope, events: [smallEvent({ occurredAt: OLD })] }, open)).toEqual([
      expected,
    ]);
  });

  it('takes nothing but an object with the flag for an import', () => {
    expect([null, 'import', [true], { import: 1 }, { import: true }].map(isImport)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import {
  MOST_WITH_PARTS,
  readStatementParts,
  statementItemName,
} from '../../../core/reports/statement-parts.ts';
import type { HistoryReader } from '../../../core/spend/history-reader.ts';
import type { EntryContext } from '../../../core/spend/read-entries.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';

const DAY = aDay('2026-11-20');

/** Entries of one user, each with one line at this price. */
function contextOf(prices: readonly string[]): EntryContext {
  const entries = prices.map((price, index) => ({
    id: `e${index}`,
    day: DAY,
    lane: 0,
    occurredAt: index,
    userId: 'user-1',
    service: 'llm',
    model: 'gpt-4o',
    known: true,
    status: 'priced',
    cost: parseUsd('0.01'),
    lines: [
      {
        unit: 'input_tokens',
        quantity: parseQuantity('10', 'usage'),
        unitPrice: parseUsd(price),
        per: parseQuantity('1000', 'per'),
        cost: parseUsd('0.01'),
        priceId: 'p',
      },
    ],
  })) as unknown as Entry[];
  const history: Pick<HistoryReader, 'hours' | 'entries'> = {
    async *hours() {
      yield { day: DAY, hour: '10', items: entries };
    },
    entries: () => Promise.resolve(entries),
  };
  return { history: history as HistoryReader, totals: {} as TotalsReader, timeZone: 'UTC', now: 0 };
}

describe('readStatementParts', () => {
  it('adds quantities at one price up, and keeps two prices of a month apart, the older first', async () => {
    const parts = await readStatementParts('user-1', aMonth('2026-11'), 3, contextOf(['2', '1', '2']));
    expect(parts?.get(statementItemName('llm', 'gpt-4o'))).toMatchObject({
      cost: parseUsd('0.03'),
      events: 3,
      parts: [
        { unitPrice: parseUsd('2'), quantity: parseQuantity('20', 'usage'), cost: parseUsd('0.02') },
        { unitPrice: parseUsd('1'), quantity: parseQuantity('10', 'usage') },
      ],
    });
  });

  it('reads nothing of a month with more entries than are added up', async () => {
    const history: Partial<HistoryReader> = {
      hours: () => {
        throw new Error('was read');
      },
    };
    const context = { ...contextOf([]), history: history as HistoryReader };
    expect(
      await readStatementParts('user-1', aMonth('2026-11'), MOST_WITH_PARTS + 1, context),
    ).toBeUndefined();
  });
});

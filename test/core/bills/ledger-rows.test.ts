import { describe, expect, it } from 'vitest';
import { LedgerRows } from '../../../core/bills/ledger-rows.ts';
import { parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import { correctionLines } from '../../../core/usage/correction-lines.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { anEntry } from '../../../testing/factories.ts';

const usage = { input_tokens: parseQuantity('1000000'), output_tokens: parseQuantity('340') };
const billed = (more: Partial<Entry> = {}) => anEntry({ usage, cost: parseUsd('0.150204'), ...more });

/** A line of an amount that no price explains, as a correction of a reported cost has. */
function amountLine(usd: string) {
  const [line] = correctionLines(parseUsd(usd), [], []);
  if (!line) throw new Error(`${usd} makes no line`);
  return line;
}

describe('the sums that bills are compared with', () => {
  it('count the usage of an entry once, whatever corrections repeat of it, and all of their cost', () => {
    const rows = new LedgerRows();
    rows.add(billed());
    rows.add(billed({ id: 'event-1~a0001', correctionOf: 'event-1', cost: parseUsd('-0.05') }));
    expect(rows.rows()).toMatchObject([{ cost: parseUsd('0.100204'), usage }]);
  });

  it('leave out what was voided, its quantities and the cost that was reported for it', () => {
    const rows = new LedgerRows();
    const reported = { reportedCost: parseUsd('0.16'), status: 'reported', cost: parseUsd('0.16') } as const;
    rows.add(billed());
    rows.add(billed({ id: 'wrong', ...reported }));
    rows.add(
      billed({
        id: 'wrong~a0001',
        correctionOf: 'wrong',
        status: 'priced',
        cost: parseUsd('-0.16'),
        reportedCost: parseUsd('-0.16'),
        lines: [amountLine('-0.16')],
        adjusts: {
          events: -1,
          unpriced: 0,
          usage: { input_tokens: parseQuantity('-1000000'), output_tokens: parseQuantity('-340') },
        },
      }),
    );
    expect(rows.rows()).toMatchObject([
      {
        cost: parseUsd('0.150204'),
        usage,
        reported: { reportedCost: parseUsd('0'), computedCost: parseUsd('0') },
      },
    ]);
  });

  it('are the same after they were kept as text between two steps', () => {
    const rows = new LedgerRows();
    rows.add(billed({ reportedCost: parseUsd('0.16') }));
    expect(LedgerRows.ofText(rows.toText()).rows()).toEqual(rows.rows());
  });
});

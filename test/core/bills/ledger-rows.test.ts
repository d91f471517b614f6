import { describe, expect, it } from 'vitest';
import { LedgerRows } from '../../../core/bills/ledger-rows.ts';
import { parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import { reportEntry } from '../export/report-entries.ts';

describe('the sums that bills are compared with', () => {
  it('count the usage of an entry once, whatever corrections repeat of it, and all of their cost', () => {
    const rows = new LedgerRows();
    rows.add(reportEntry());
    rows.add(reportEntry({ id: 'event-1~a0001', correctionOf: 'event-1', cost: parseUsd('-0.05') }));
    expect(rows.rows()).toMatchObject([
      {
        cost: parseUsd('0.100204'),
        usage: { input_tokens: parseQuantity('1000000'), output_tokens: parseQuantity('340') },
      },
    ]);
  });

  it('are the same after they were kept as text between two steps', () => {
    const rows = new LedgerRows();
    rows.add(reportEntry({ reportedCost: parseUsd('0.16') }));
    expect(LedgerRows.ofText(rows.toText()).rows()).toEqual(rows.rows());
  });
});

import { describe, expect, it } from 'vitest';
import { readCsvTable } from '../../../../core/bills/formats/csv-table.ts';

describe('a table of CSV', () => {
  it('has its columns by key, whichever way they are written', () => {
    const { columns, rows } = readCsvTable('lineItem/UnblendedCost,line_item_usage_type\n0.5,"a,b"\n');
    expect([...columns]).toEqual(['line_item_unblended_cost', 'line_item_usage_type']);
    expect(rows).toEqual([{ line_item_unblended_cost: '0.5', line_item_usage_type: 'a,b' }]);
  });
});

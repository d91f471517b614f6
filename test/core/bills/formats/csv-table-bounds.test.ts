import { describe, expect, it } from 'vitest';
import { readCsvTable } from '../../../../core/bills/formats/csv-table.ts';

describe('a table of CSV', () => {
  it.each([
    ['columns', `a${',a'.repeat(5_000_000)}\n`, 'has more than 1000 columns'],
    ['rows', `a,b\n${'1,2\n'.repeat(200_001)}`, 'has more than 200000 rows: send it in parts'],
  ])('is refused where it has too many %s', (_what, text, message) => {
    expect(() => readCsvTable(text)).toThrow(`The CSV ${message}`);
  });
});

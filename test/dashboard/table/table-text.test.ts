import { describe, expect, it } from 'vitest';
import type { Column } from '../../../dashboard/src/table/column.ts';
import { compareCells } from '../../../dashboard/src/table/compare-cells.ts';
import { tableCsv, tableTabs } from '../../../dashboard/src/table/table-text.ts';
import { readTableState, writeTableState } from '../../../dashboard/src/table/use-table-state.ts';

interface Row {
  readonly name: string;
  readonly usd: string | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Name', value: ({ name }) => name, cell: ({ name }) => name },
  { name: 'Trend', isUnsorted: true, cell: () => null },
  { name: 'Spent', numeric: true, value: ({ usd }) => usd, cell: ({ usd }) => usd },
  { name: 'Id', optional: true, value: ({ name }) => name, cell: ({ name }) => name },
];
const ROWS: readonly Row[] = [
  { name: 'a "b", c', usd: '0.000000000001' },
  { name: '=HYPERLINK("x")', usd: '-12.5' },
  { name: '-2+3', usd: null },
];

describe('what is copied of a table', () => {
  it('is CSV with every digit, and no formula', () => {
    expect(tableCsv(COLUMNS.slice(0, 3), ROWS)).toBe(
      'Name,Spent\r\n"a ""b"", c",0.000000000001\r\n"\'=HYPERLINK(""x"")",-12.5\r\n\'-2+3,\r\n',
    );
  });

  it('has what a cell shows beside its value in columns of their own, each once', () => {
    const [name, , spent, id] = COLUMNS;
    const named = {
      ...(name as Column<Row>),
      beside: [['Id', () => 'u/1'] as const, ['Unpriced', () => 2] as const],
    };
    const all = [named, spent as Column<Row>, id as Column<Row>];
    expect(tableTabs(all, [{ name: 'Ada', usd: '1' }])).toBe('Name\tId\tUnpriced\tSpent\nAda\tAda\t2\t1');
  });

  it('is cells by tabs for the clipboard', () => {
    expect(tableTabs(COLUMNS.slice(0, 1), [{ name: 'two\nlines\tand tabs', usd: null }])).toBe(
      'Name\ntwo lines and tabs',
    );
  });
});

describe('the order of cells', () => {
  it('is exact for decimals and natural for words', () => {
    const usd = ['10', '9.000000000001', '9.000000000002', '-3'];
    expect(usd.toSorted((a, b) => compareCells(a, b, true))).toEqual([
      '-3',
      '9.000000000001',
      '9.000000000002',
      '10',
    ]);
    expect(['user-10', 'user-9', 'Ä'].toSorted((a, b) => compareCells(a, b, false))).toEqual([
      'Ä',
      'user-9',
      'user-10',
    ]);
  });
});

describe('a table in an address', () => {
  it.each([
    ['', ''],
    ['t.sort=-Spent', 't.sort=-Spent'],
    ['t.columns=-Trend%2CId&t.sort=Name', 't.sort=Name&t.columns=-Trend%2CId'],
    // A column that cannot be sorted by, and one that is not there.
    ['t.sort=Trend&t.columns=-Gone', ''],
    ['range=7d&other.sort=Name', 'range=7d&other.sort=Name'],
  ])('of %s is read and written', (query, written) => {
    const search = new URLSearchParams(query);
    const state = readTableState(search, 't', COLUMNS);
    writeTableState(search, 't', COLUMNS, state);
    expect(search.toString()).toBe(written);
  });
});

import { describe, expect, it } from 'vitest';
import { columnNames } from '../../../dashboard/src/table/column-names.ts';
import { tableCsv } from '../../../dashboard/src/table/table-text.ts';

const OWN = ['Model', 'Others', 'Total'];
const headings = (items: Parameters<typeof columnNames>[0]) => [...columnNames(items, OWN, 'group').values()];

describe('columns that are called by what they are of', () => {
  it('have its name, or its id where it has none', () => {
    expect(headings([{ key: 'podcast/1', name: 'News' }, { key: 'podcast/2' }])).toEqual([
      'News',
      'podcast/2',
    ]);
  });

  it('of one name are told apart by their ids', () => {
    const items = [{ key: 'podcast/1', name: 'News' }, { key: 'podcast/2', name: 'News' }, { key: 'News' }];
    expect(headings(items)).toEqual(['News (podcast/1)', 'News (podcast/2)', 'News (group)']);
  });

  it('are told from the other columns of the table', () => {
    expect(headings([{ key: 'Total' }, { key: 'podcast/3', name: 'Others' }])).toEqual([
      'Total (group)',
      'Others (podcast/3)',
    ]);
  });

  it('are never called alike, so that a file has each', () => {
    const items = [
      { key: 'Total' },
      { key: 'Total (group)' },
      { key: 'a', name: 'x (a)' },
      { key: 'b', name: 'x (a)' },
    ];
    const names = headings(items);
    expect(new Set([...names, ...OWN]).size).toBe(items.length + OWN.length);
    const columns = [...names, ...OWN].map((name) => ({ name, value: () => name, cell: () => name }));
    expect(tableCsv(columns, [{}]).split('\r\n')[0]?.split(',')).toHaveLength(columns.length);
  });
});

import { describe, expect, it } from 'vitest';
import type { ApiEntry } from '../../../dashboard/src/api/types.ts';
import { csvCell, entriesCsv } from '../../../dashboard/src/pages/users/download-entries.tsx';

describe('entries as CSV', () => {
  it('name no amount where none is known, and every digit where one is', () => {
    const entry = { occurredAt: 't', id: 'a', provider: 'p', service: 's', model: 'm', operation: null };
    const csv = entriesCsv([
      { ...entry, status: 'priced', costUsd: '0.000000000001' },
      { ...entry, status: 'unpriced', costUsd: '0' },
    ] as unknown as ApiEntry[]);
    expect(csv).toBe(
      'occurredAt,id,provider,service,model,operation,status,costUsd\n' +
        't,a,p,s,m,,priced,0.000000000001\n' +
        't,a,p,s,m,,unpriced,\n',
    );
  });

  it('are no formulas of a spreadsheet', () => {
    expect(['=1+1', '-2', 'a,"b"'].map(csvCell)).toEqual(["'=1+1", '-2', '"a,""b"""']);
  });
});

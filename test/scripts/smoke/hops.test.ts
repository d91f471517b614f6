import { describe, expect, it } from 'vitest';
import { HopLog } from '../../../scripts/smoke/hops.ts';
import { closingLines, hopLine } from '../../../scripts/smoke/receipt.ts';

function logAt(mostMs: number) {
  let time = 0;
  const told: string[] = [];
  const clock = { now: () => time, pause: async (milliseconds: number) => (time += milliseconds), mostMs };
  return { log: new HopLog(clock, (hop) => told.push(hopLine(hop))), told };
}

describe('hops of a smoke test', () => {
  it('tell how long each took and what was seen', async () => {
    const { log, told } = logAt(1000);
    let reads = 0;
    const value = await log.hop('ledger', async () => {
      const entry = await log.until('entry', async () => (++reads < 3 ? undefined : 'e-1'));
      return { value: entry, seen: `entry ${entry}` };
    });
    expect(value).toBe('e-1');
    expect(log.hops).toEqual([{ name: 'ledger', ms: 400, seen: 'entry e-1' }]);
    expect(told).toEqual(['ledger           400 ms   entry e-1']);
  });

  it('give up when their time is over and say what they waited for', async () => {
    const { log } = logAt(1000);
    const never = log.hop('totals', async () => ({
      value: await log.until('cost in the totals', async () => undefined),
      seen: '',
    }));
    await expect(never).rejects.toThrow('no cost in the totals after 1 s');
    expect(log.current).toBe('totals');
    expect(log.hops).toEqual([]);
  });

  it('do not wait on when a read fails', async () => {
    const { log } = logAt(1000);
    const failing = log.until('entry', () => Promise.reject(new Error('GET /entries/x answered 500')));
    await expect(failing).rejects.toThrow('answered 500');
  });
});

describe('the receipt', () => {
  it('adds up what the hops took', () => {
    const hops = [
      { name: 'queue', ms: 20, seen: '' },
      { name: 'ledger', ms: 230, seen: '' },
    ];
    expect(closingLines({ ok: true, hops, left: [] })).toEqual(['together         250 ms   every hop works']);
  });

  it('names the hop that broke and what is left behind', () => {
    const failed = { hop: 'ledger', reason: 'no entry after 300 s' };
    expect(closingLines({ ok: false, hops: [], failed, left: ['entry: is not in the ledger'] })).toEqual([
      'FAILED at "ledger": no entry after 300 s',
      'not cleaned up: entry: is not in the ledger',
    ]);
  });
});

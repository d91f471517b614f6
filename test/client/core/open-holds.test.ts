import { describe, expect, it } from 'vitest';
import { OpenHolds } from '../../../client/core/open-holds.ts';

function holdsWith(): { holds: OpenHolds; back: string[] } {
  const back: string[] = [];
  const holds = new OpenHolds((id) => back.push(id));
  holds.open('h');
  return { holds, back };
}

describe('a hold', () => {
  it('is given back when its guard is left and nothing was billed', () => {
    const { holds, back } = holdsWith();
    holds.leave('h');
    holds.leave('h');
    expect(back).toEqual(['h']);
  });

  it('stays after its guard for a stream that is still read, and is settled by its event', () => {
    const { holds, back } = holdsWith();
    const end = holds.begin('h');
    holds.leave('h');
    expect(holds.isOpen('h')).toBe(true);
    holds.settled('h');
    end();
    expect(back).toEqual([]);
  });

  it('is given back after a call under it that was billed nothing, once', () => {
    const { holds, back } = holdsWith();
    const ends = [holds.begin('h'), holds.begin('h')];
    holds.leave('h');
    ends[0]?.();
    ends[0]?.();
    expect(back).toEqual([]);
    ends[1]?.();
    expect(back).toEqual(['h']);
  });
});

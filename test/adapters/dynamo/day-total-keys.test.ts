import { describe, expect, it } from 'vitest';
import { codecOf, codecOfKey, laneOfText, laneText } from '../../../adapters/dynamo/day-total-keys.ts';
import { LANES_KEY, LEDGER_KEY } from '../../../adapters/dynamo/keys.ts';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { OWN_TOTAL_KINDS } from '../../../contracts/scopes.ts';
import { makeScope } from '../../../core/scopes/scope.ts';
import { aDay } from '../../../testing/dates.ts';

const DAY = aDay('2026-11-21');

describe('keys of day totals', () => {
  it.each(OWN_TOTAL_KINDS)('of a %s are known by their beginning, in every lane', (kind) => {
    for (const totalLane of [undefined, 3]) {
      const of = makeScope(kind, 'id', 'type');
      const key = totalKey({ kind: 'day', day: DAY, lane: 0, totalLane, of });
      expect(codecOfKey(key)).toBe(codecOf(kind));
    }
  });

  it('are not those of the ledger itself', () => {
    expect([LEDGER_KEY, LANES_KEY].map(codecOfKey)).toEqual([undefined, undefined]);
  });

  it('end with their lane, which lane 0 does not have', () => {
    expect([laneText('!', 0), laneText('!', undefined), laneText('!', 12)]).toEqual(['', '', '!12']);
    expect([laneOfText(undefined), laneOfText('12')]).toEqual([{}, { totalLane: 12 }]);
  });
});

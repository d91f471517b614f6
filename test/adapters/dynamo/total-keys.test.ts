import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIndexKey, historyPartition, totalKey, totalOfKey } from '../../../adapters/dynamo/total-keys.ts';
import { parseScopeKey, scopeKey } from '../../../adapters/dynamo/keys.ts';
import {
  HISTORY_KINDS,
  LATE_KINDS,
  OWN_TOTAL_KINDS,
  type OwnTotalKind,
  SCOPE_KINDS,
  SCOPES,
} from '../../../contracts/scopes.ts';
import { makeScope, ORGANISATION } from '../../../core/scopes/scope.ts';
import type { TotalId } from '../../../core/spend/total-id.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';

const DAY = aDay('2026-11-21');
/** Names with what separates and escapes the parts of keys. */
const name = fc
  .array(fc.constantFrom('#', '%', '%23', 'a', 'D', 'op', '/', '|', '語'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));
/** Lane 0 has no number. */
const totalLane = fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined });
const reference = fc.record({ type: name, id: name });
const names = fc.record({ type: name, id: name });

function scopeOfKind<K extends (typeof SCOPE_KINDS)[number]>(kind: K) {
  return names.map(({ type, id }) =>
    SCOPES[kind].named === 'one' ? ORGANISATION : makeScope(kind, id, type),
  );
}

function dayOf(kind: OwnTotalKind): fc.Arbitrary<TotalId> {
  // Kinds whose key has no lane are in lane 0; only a resource's day tells its group.
  const lane = kind === 'user' || kind === 'operation' ? fc.nat(7) : fc.constant(0);
  const group = kind === 'resource' ? fc.option(reference, { nil: undefined }) : fc.constant(undefined);
  return fc.record({ names, lane, group, totalLane }).map((one) => ({
    kind: 'day',
    day: DAY,
    lane: one.lane,
    totalLane: one.totalLane,
    of: makeScope(kind, one.names.id, one.names.type),
    group: one.group,
  }));
}

const readBack = (total: TotalId) => totalOfKey(totalKey(total));

describe('the key of a total reads back as the same total', () => {
  it.each(OWN_TOTAL_KINDS)('%s of a day', (kind) => {
    fc.assert(
      fc.property(dayOf(kind), (total) => {
        expect(readBack(total)).toEqual(total);
      }),
    );
  });

  it('cell of a day', () => {
    const cell = fc.record({ provider: name, service: name, model: name, lane: fc.nat(7), totalLane });
    fc.assert(
      fc.property(cell, (one) => {
        const total = { kind: 'cell', day: DAY, ...one } as const;
        expect(readBack(total)).toEqual(total);
      }),
    );
  });

  it.each(LATE_KINDS)('late total of a month, %s', (kind) => {
    fc.assert(
      fc.property(scopeOfKind(kind), (of) => {
        const total = { kind: 'late', month: aMonth('2026-10'), of } as TotalId;
        expect(readBack(total)).toEqual(total);
      }),
    );
  });

  it('counts', () => {
    expect(readBack({ kind: 'counts' })).toEqual({ kind: 'counts' });
    expect(readBack({ kind: 'counts', totalLane: 3 })).toEqual({ kind: 'counts', totalLane: 3 });
  });
});

describe('keys of totals', () => {
  it('are different for different totals', () => {
    const any = fc.oneof(...OWN_TOTAL_KINDS.map(dayOf));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const same = JSON.stringify(totalKey(a)) === JSON.stringify(totalKey(b));
        expect(same).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('are what the table holds', () => {
    const at = { kind: 'day', day: DAY, lane: 2 } as const;
    const group = { type: 'podcast', id: 'pod#1' };
    const keys = [
      { kind: 'cell', day: DAY, lane: 2, provider: 'openai', service: 'llm', model: 'a#b' } as const,
      { ...at, of: { kind: 'operation', id: 'cut#up' } } as const,
      { ...at, of: { kind: 'user', id: 'user#1' } } as const,
      { ...at, of: { kind: 'resource', type: 'episode', id: 'ep#7' } } as const,
      { ...at, of: { kind: 'resource', type: 'episode', id: 'ep#7' }, group } as const,
      { ...at, of: { kind: 'group', ...group } } as const,
      { ...at, of: { kind: 'tag', type: 'tier#', id: 'tier#2' } } as const,
      { kind: 'late', month: aMonth('2026-10'), of: { kind: 'user', id: 'user#1' } } as const,
      { kind: 'late', month: aMonth('2026-10'), of: ORGANISATION } as const,
    ].map((total) => {
      const { pk, sk } = totalKey(total);
      return [pk, sk];
    });
    expect(keys).toEqual([
      ['O#2026-11#2', '2026-11-21#openai#llm#a%23b'],
      ['O#2026-11#2', 'op#2026-11-21#cut%23up'],
      ['U#2026-11-21#2', 'user#1'],
      ['R#episode#ep%237', 'D#2026-11-21'],
      ['R#episode#ep%237', 'D#2026-11-21#podcast#pod%231'],
      ['G#podcast#pod%231', 'D#2026-11-21'],
      ['T#2026-11-21#tier%23', 'tier#2'],
      ['L#2026-10', 'user#user%231'],
      ['L#2026-10', 'organisation'],
    ]);
  });

  it('have their lane behind the names, side by side with lane 0, which has none', () => {
    const at = { kind: 'day', day: DAY, lane: 2, totalLane: 12 } as const;
    const group = { type: 'podcast', id: 'pod#1' };
    const keys = [
      {
        kind: 'cell',
        day: DAY,
        lane: 2,
        totalLane: 12,
        provider: 'openai',
        service: 'llm',
        model: 'a',
      } as const,
      { ...at, of: { kind: 'operation', id: 'cut' } } as const,
      { ...at, of: { kind: 'user', id: 'user#1' } } as const,
      { ...at, of: { kind: 'resource', type: 'episode', id: '7' } } as const,
      { ...at, of: { kind: 'resource', type: 'episode', id: '7' }, group } as const,
      { ...at, of: { kind: 'group', ...group } } as const,
      { ...at, of: { kind: 'tag', type: 'tier', id: 'tier#2' } } as const,
      { kind: 'counts', totalLane: 12 } as const,
    ].map((total) => {
      const { pk, sk } = totalKey(total);
      return [pk, sk];
    });
    expect(keys).toEqual([
      ['O#2026-11#2', '2026-11-21#openai#llm#a#12'],
      ['O#2026-11#2', 'op#2026-11-21#cut#12'],
      ['U#2026-11-21#2', 'user#1\t12'],
      ['R#episode#7', 'D#2026-11-21!12'],
      ['R#episode#7', 'D#2026-11-21!12#podcast#pod%231'],
      ['G#podcast#pod%231', 'D#2026-11-21!12'],
      ['T#2026-11-21#tier', 'tier#2\t12'],
      ['S#counts', '-12'],
    ]);
  });

  it('are in the day index for resources and groups', () => {
    const at = { kind: 'day', day: DAY, lane: 0 } as const;
    const of = { kind: 'resource', type: 'episode', id: 'ep#7' } as const;
    const group = { type: 'podcast', id: 'pod#1' };
    expect([
      dayIndexKey({ ...at, of }),
      dayIndexKey({ ...at, of, group }),
      dayIndexKey({ ...at, of: { kind: 'group', ...group } }),
      dayIndexKey({ ...at, of: { kind: 'user', id: 'user-1' } }),
      dayIndexKey({ kind: 'counts' }),
    ]).toEqual([
      { dpk: 'RD#2026-11-21', dsk: '##episode#ep%237' },
      { dpk: 'RD#2026-11-21', dsk: 'podcast#pod%231#episode#ep%237' },
      { dpk: 'GD#2026-11-21', dsk: 'podcast#pod%231' },
      undefined,
      undefined,
    ]);
  });
});

describe('a scope as a part of keys', () => {
  it.each(SCOPE_KINDS)('%s reads back', (kind) => {
    fc.assert(
      fc.property(scopeOfKind(kind), (of) => {
        expect(parseScopeKey(scopeKey(of))).toEqual(of);
      }),
    );
  });

  it('is none for what no kind has', () => {
    expect(parseScopeKey('planet#mars')).toBeUndefined();
  });
});

describe('pages of history', () => {
  it.each(HISTORY_KINDS)('%s: are apart from those of other kinds', (kind) => {
    const own = historyPartition(makeScope(kind, 'a', 'a'), DAY);
    const others = HISTORY_KINDS.filter((other) => other !== kind);
    expect(others.map((other) => historyPartition(makeScope(other, 'a', 'a'), DAY))).not.toContain(own);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { additionsOf } from '../../../adapters/dynamo/total-item.ts';
import { ONE, picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import {
  addContribution,
  type Contribution,
  contributionsOf,
  isLate,
} from '../../../core/spend/contributions.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';

/** `cell`, `counts`, `late`, or whose day it is. */
function kindOf({ total }: Contribution): string {
  return total.kind === 'day' ? total.of.kind : total.kind;
}

function kinds(contributions: readonly Contribution[]): string[] {
  return contributions.map(kindOf).toSorted();
}

function of(contributions: readonly Contribution[], kind: string): Contribution {
  const found = contributions.find((one) => kindOf(one) === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

function hoursIn(timeZone: string): string[] {
  return [...(of(contributionsOf(anEntry(), timeZone), 'cell').hours?.keys() ?? [])];
}

describe('contributionsOf', () => {
  it('adds an entry to each of its totals, all with the same amounts', () => {
    const list = contributionsOf(anEntry({ operation: 'script' }), 'UTC');
    expect(kinds(list)).toEqual(['cell', 'counts', 'group', 'operation', 'resource', 'tag', 'user']);
    for (const { cost, events, unpriced } of list)
      expect([cost, events, unpriced]).toEqual([324_000_000n, 1, 0]);
  });

  it('adds work without a user to the system, and nothing to what the entry does not name', () => {
    const bare = anEntry({ userId: undefined, resource: undefined, group: undefined, trackedTags: [] });
    const list = contributionsOf(bare, 'UTC');
    expect(kinds(list)).toEqual(['cell', 'counts', 'user']);
    expect(of(list, 'user').total).toMatchObject({ of: { id: '-' } });
  });

  it('counts what came without a user apart, for resources and groups only', () => {
    const sums = { cost: 324_000_000n, events: 1, unpriced: 0 };
    const list = contributionsOf(anEntry({ userId: undefined, operation: 'script' }), 'UTC');
    const apart = list.filter(({ unowned }) => unowned);
    expect(kinds(apart)).toEqual(['group', 'resource']);
    for (const { unowned } of apart) expect(unowned).toEqual(sums);
    expect(contributionsOf(anEntry(), 'UTC').filter(({ unowned }) => unowned)).toEqual([]);
  });

  it('asks each event of a cell, an operation and a user whether it has failed', () => {
    const entry = anEntry({ operation: 'script' });
    const sums = { cost: 324_000_000n, events: 1, unpriced: 0 };
    const failed = contributionsOf({ ...entry, outcome: 'failed' }, 'UTC').filter(({ failures }) => failures);
    expect(kinds(failed)).toEqual(['cell', 'operation', 'user']);
    for (const { failures } of failed) expect(failures).toEqual({ ...sums, asked: 1 });
    for (const { failures } of contributionsOf(entry, 'UTC'))
      expect(failures ?? { cost: 0n, events: 0, unpriced: 0, asked: 1 }).toEqual({
        cost: 0n,
        events: 0,
        unpriced: 0,
        asked: 1,
      });
  });

  it('is pure: the same entry gives the same contributions, and nothing is shared between them', () => {
    const entry = anEntry();
    const [first, second] = [contributionsOf(entry, 'UTC'), contributionsOf(entry, 'UTC')];
    expect(first).toEqual(second);
    for (const each of first) addContribution(each, each);
    expect(contributionsOf(entry, 'UTC')).toEqual(second);
  });

  it('counts an unpriced entry as such', () => {
    expect(of(contributionsOf(anEntry({ status: 'unpriced' }), 'UTC'), 'counts').unpriced).toBe(1);
    expect(of(contributionsOf(anEntry({ status: 'reported' }), 'UTC'), 'counts').unpriced).toBe(0);
  });

  it('takes money and counts of a correction, not its usage again', () => {
    const correction = anEntry({
      correctionOf: 'event-1',
      cost: picoUsd(-5n),
      adjusts: { events: 0, unpriced: -1 },
    });
    const organisation = of(contributionsOf(correction, 'UTC'), 'cell');
    expect(organisation).toMatchObject({ cost: -5n, events: 0, unpriced: -1 });
    expect(organisation.usage?.size).toBe(0);
  });

  it('breaks down by known names only, and keeps known units only', () => {
    const entry = anEntry({ known: false, usage: { input_tokens: picoUnits(ONE), made_up: picoUnits(ONE) } });
    const user = of(contributionsOf(entry, 'UTC'), 'user');
    expect([...(user.breakdown?.values() ?? [])]).toMatchObject([{ provider: 'unknown', model: 'unknown' }]);
    expect([...(user.usage?.keys() ?? [])]).toEqual(['input_tokens']);
  });

  it('puts an entry into the hour of the ledger, not of the world', () => {
    expect(hoursIn('UTC')).toEqual(['10']);
    expect(hoursIn('Asia/Kolkata')).toEqual(['15']);
  });

  it('is counted beside its month from 48 hours after its end on', () => {
    const border = Date.UTC(2026, 11, 3);
    expect(isLate({ day: aDay('2026-11-30'), recordedAt: border - 1 }, 'UTC')).toBe(false);
    expect(isLate({ day: aDay('2026-11-01'), recordedAt: border }, 'UTC')).toBe(true);
    const late = contributionsOf(anEntry({ recordedAt: border }), 'UTC').filter(
      ({ total }) => total.kind === 'late',
    );
    expect(late.map(({ total }) => total.kind === 'late' && total.of.kind)).toEqual([
      'organisation',
      'user',
      'resource',
      'group',
    ]);
  });
});

describe('sums', () => {
  const cell = fc.record({
    model: fc.constantFrom('a', 'a|b', 'a/b', 'c'),
    cost: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(picoUsd),
  });

  it('have breakdowns that add up to the cost, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (cells) => {
        const [first, ...rest] = cells.map(({ model, cost }) =>
          of(contributionsOf(anEntry({ model, cost }), 'UTC'), 'user'),
        );
        const sum = first as Contribution;
        for (const more of rest) addContribution(sum, more);
        const additions = [...additionsOf(sum)];
        const parts = additions
          .filter(([name]) => name.startsWith('b|'))
          .reduce((total, [, cost]) => total + (cost as bigint), 0n);
        expect(parts).toBe(sum.cost);
        expect(sum.cost).toBe(cells.reduce((total, { cost }) => total + cost, 0n));
        expect(sum.events).toBe(cells.length);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { WorkGoneError } from '../../../core/jobs/work-store.ts';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import {
  isBetweenSteps,
  nothingWrong,
  repairScope,
  type RepairState,
  repairStep,
  type RepairSteps,
} from '../../../core/spend/repair.ts';
import { MINUTE_MS } from '../../../core/time/ledger-time.ts';
import {
  DAY,
  ENTRIES,
  HOUR_KEY,
  MemoryRepair,
  NOW,
  smallSteps,
  USER_KEY,
} from '../../support/memory-repair.ts';

/** A repair in steps, whose state is kept as JSON between them. */
async function inSteps(ledger: MemoryRepair, steps: RepairSteps, before = () => {}) {
  let state: Parameters<typeof repairStep>[1];
  for (let count = 1; count < 500; count++) {
    before();
    const step = await repairStep(ledger.day(DAY), state, ledger.ports(), steps);
    if (step.report) return { report: step.report, count };
    state = JSON.parse(JSON.stringify(step.state)) as typeof state;
  }
  throw new Error('it does not end');
}

/** A ledger of which a total moves between any two reads. */
function moving(): MemoryRepair {
  const ledger = new MemoryRepair(ENTRIES, NOW);
  ledger.meanwhile = () => ledger.plant(USER_KEY, { cost: picoUsd(1n) });
  return ledger;
}

describe('a repair of a day', () => {
  it('finds nothing where every total equals its entries', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const report = await repairScope(ledger.day(DAY), ledger.ports());
    expect(report).toEqual({ ...nothingWrong(DAY, 6), entries: 5 });
    const { report: stepped, count } = await inSteps(ledger, smallSteps().steps);
    expect(stepped).toEqual(report);
    expect(count).toBeGreaterThan(6);
    expect(ledger.pauses).toEqual([]);
  });

  it.each([
    ['cost', USER_KEY, { cost: picoUsd(7n) }],
    ['events', USER_KEY, { events: 1 }],
    ['events without a price', USER_KEY, { unpriced: -1 }],
    ['usage', USER_KEY, { usage: new Map([['images', 3n]]) }],
    [
      'a breakdown',
      USER_KEY,
      { breakdown: new Map([['x', { provider: 'x', service: 'x', model: 'x', cost: picoUsd(1n) }]]) },
    ],
    ['the cost of failures', HOUR_KEY, { failures: { cost: picoUsd(1n), events: 0, unpriced: 0, asked: 0 } }],
    ['asked of failures', HOUR_KEY, { failures: { cost: ZERO_USD, events: 0, unpriced: 0, asked: 2 } }],
    ['the cost of an hour', HOUR_KEY, { hours: new Map([['10', { cost: picoUsd(1n), events: 0 }]]) }],
    ['the events of an hour', HOUR_KEY, { hours: new Map([['10', { cost: ZERO_USD, events: 1 }]]) }],
    ['work without a user', 'episode', { unowned: { cost: ZERO_USD, events: 1, unpriced: 0 } }],
  ])(
    'takes out what is too much of %s, alone and in steps, and finds nothing then',
    async (_, of, planted) => {
      for (const isInSteps of [false, true]) {
        const ledger = new MemoryRepair(ENTRIES, NOW);
        const key =
          [...ledger.totals.keys()].find(
            (one) => one === of || (of === 'episode' && one.includes('"resource"')),
          ) ?? of;
        const right = ledger.totals.get(key);
        ledger.plant(key, planted as object);
        const run = () =>
          isInSteps
            ? inSteps(ledger, smallSteps().steps).then(({ report }) => report)
            : repairScope(ledger.day(DAY), ledger.ports());
        const report = await run();
        expect([report.repairs.map((one) => one.key), report.busy, report.unrepaired]).toEqual([
          [key],
          [],
          0n,
        ]);
        const { cost, events, unpriced } = ledger.totals.get(key) ?? {};
        expect({ cost, events, unpriced }).toEqual({
          cost: right?.cost,
          events: right?.events,
          unpriced: right?.unpriced,
        });
        expect((await run()).repairs).toEqual([]);
      }
    },
  );

  it('makes a lost total again, with its first time, and empties one that has no entries', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const right = ledger.totals.get(USER_KEY);
    ledger.totals.delete(USER_KEY);
    const report = await repairScope(ledger.day(DAY), ledger.ports());
    expect(report.repairs).toMatchObject([{ key: USER_KEY, difference: { cost: 40n } }]);
    expect(ledger.totals.get(USER_KEY)).toMatchObject({ cost: 40n, events: 4, firstAt: right?.firstAt });

    const other = new MemoryRepair(ENTRIES.slice(0, 1), NOW);
    const stray = { kind: 'day', day: DAY, lane: 0, of: { kind: 'user', id: 'nobody' } } as const;
    other.totals.set(JSON.stringify(stray), {
      total: stray,
      cost: picoUsd(3n),
      events: 1,
      unpriced: 0,
      version: 4n,
    });
    await repairScope(other.day(DAY), other.ports());
    expect(other.totals.get(JSON.stringify(stray))).toMatchObject({ cost: 0n, events: 0 });
  });

  it('leaves a total that moves meanwhile, tries eight times, in steps three times, and says which', async () => {
    const ledger = moving();
    const report = await repairScope(ledger.day(DAY), ledger.ports());
    expect([report.busy, report.repairs, ledger.pauses]).toEqual([[USER_KEY], [], [0, 1, 2, 3, 4, 5, 6, 7]]);
    const stepped = moving();
    expect((await inSteps(stepped, smallSteps().steps)).report.busy).toEqual([USER_KEY]);
    expect(stepped.pauses).toEqual([0, 1, 2]);

    // One that was deleted and made again has its old version at another time.
    const again = new MemoryRepair(ENTRIES, NOW);
    again.plant(USER_KEY, { cost: picoUsd(1n) });
    let times = 0;
    again.meanwhile = () => {
      const total = again.totals.get(USER_KEY);
      if (total && times++ === 0) again.totals.set(USER_KEY, { ...total, updatedAt: NOW + 1 });
    };
    expect((await repairScope(again.day(DAY), again.ports())).repairs).toHaveLength(1);
    expect(again.pauses).toEqual([0]);
  });

  it('says how much it could not add, whichever its sign', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    ledger.plant(USER_KEY, { cost: picoUsd(7n) });
    ledger.plant(HOUR_KEY, { cost: picoUsd(-5n) });
    ledger.refused.add(USER_KEY).add(HOUR_KEY);
    const report = await repairScope(ledger.day(DAY), ledger.ports());
    expect([report.unrepaired, report.busy.length, report.repairs]).toEqual([12n, 2, []]);
    expect((await inSteps(ledger, smallSteps().steps)).report.unrepaired).toBe(12n);
  });

  it('leaves entries without their bit to the aggregator, and names those that are open for too long', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW, ['e1', 'e3']);
    const openAt = async (first: number, second: number) => {
      const started = (batch: string) => NOW - (batch === 'first' ? first : second);
      const report = await repairScope(ledger.day(DAY), ledger.ports(started));
      return [report.open.map(({ id }) => id), report.repairs.length];
    };
    expect(await openAt(15 * MINUTE_MS, 15 * MINUTE_MS + 1)).toEqual([['e3'], 0]);
    expect(await openAt(16 * MINUTE_MS, 0)).toEqual([['e1'], 0]);
    const { report } = await inSteps(new MemoryRepair(ENTRIES, NOW - 1, ['e1', 'e3']), smallSteps().steps);
    expect(report.open).toEqual([]);
    // Marks of long ago are gone: what they counted is in the totals.
    const [, repaired] = await openAt(91 * 24 * 60 * MINUTE_MS, 0);
    expect(repaired).toBeGreaterThan(0);
  });

  it('begins again when what it has put aside is gone, and gives up the third time', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const { store, steps } = smallSteps();
    let losses = 0;
    const lose = (most: number) => () => {
      if (store.texts.size > 0 && losses < most) {
        losses++;
        store.texts.clear();
      }
    };
    expect((await inSteps(ledger, steps, lose(1))).report).toMatchObject({ entries: 5, repairs: [] });
    await expect(inSteps(ledger, steps, lose(500))).rejects.toThrow(WorkGoneError);
  });

  it('that was begun in steps does not go on without', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const { steps } = smallSteps();
    let state: RepairState | undefined;
    do {
      const step = await repairStep(ledger.day(DAY), state, ledger.ports(), steps);
      state = step.report ? undefined : step.state;
      expect(state && isBetweenSteps(state)).toBe(true);
    } while (state?.place);
    await expect(repairStep(ledger.day(DAY), state, ledger.ports())).rejects.toThrow(/begun in steps/);
  });
});

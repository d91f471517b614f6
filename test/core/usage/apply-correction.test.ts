import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerRows } from '../../../core/bills/ledger-rows.ts';
import { ConflictError } from '../../../core/errors.ts';
import { exportEntry } from '../../../core/export/export-entry.ts';
import { chargesOf } from '../../../core/export/focus-charges.ts';
import { ONE, picoUnits, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { type Contribution, contributionsOf } from '../../../core/spend/contributions.ts';
import { addToSum } from '../../../core/spend/gather-entries.ts';
import { isZero, subtractContribution } from '../../../core/spend/contribution-difference.ts';
import { type EntryChain, repriced, standing } from '../../../core/usage/entry-chain.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { applyCorrection, type CorrectionRequest } from '../../../core/usage/apply-correction.ts';
import { settleCell } from '../../../core/usage/settle-unpriced.ts';
import { anEntry } from '../../../testing/factories.ts';
import { bookOf, entryOf, LANES, ledgerOf } from '../../support/correction-ledger.ts';

function sums(entries: readonly Entry[]): Map<string, Contribution> {
  const totals = new Map<string, Contribution>();
  for (const contribution of entries.flatMap((entry) => contributionsOf(entry, 'UTC'))) {
    addToSum(totals, JSON.stringify(contribution.total), contribution);
  }
  return totals;
}

/** Totals that differ, by name; late ones are of when a thing was recorded, so they are left out. */
function differing(a: Map<string, Contribution>, b: Map<string, Contribution>): string[] {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].filter((name) => {
    const total = a.get(name)?.total ?? b.get(name)?.total;
    if (!total) throw new Error(`no total ${name}`);
    if (total.kind === 'late') return false;
    const zero: Contribution = { total, cost: ZERO_USD, events: 0, unpriced: 0 };
    return !isZero(subtractContribution(a.get(name) ?? zero, b.get(name) ?? zero));
  });
}

/** What bills are compared with; nothing of something says nothing. */
function billed(entries: readonly Entry[]) {
  const rows = new LedgerRows();
  for (const entry of entries) rows.add(entry);
  return rows.rows().flatMap((row) => {
    const used = Object.fromEntries(Object.entries(row.usage ?? {}).filter(([, one]) => one !== 0n));
    const reportedCost = row.reported?.reportedCost ?? ZERO_USD;
    const isNothing = row.cost === 0n && reportedCost === 0n && Object.keys(used).length === 0;
    return isNothing ? [] : [{ cost: row.cost, used, reportedCost }];
  });
}

/** Sums of what exports say, without what is nothing: quantities of a CSV, and those of a FOCUS file by its meters. */
function exported(entries: readonly Entry[]) {
  const rows = entries.map(exportEntry);
  const used = rows.flatMap(({ usage: parts }) => Object.entries(parts));
  const charged = rows.flatMap(chargesOf).map(({ meter, quantity: of }) => [meter, of] as const);
  return [used, charged.filter(([meter]) => meter !== '')].map((list) => {
    const byName = new Map<string, bigint>();
    for (const [name, of] of list) byName.set(name, (byName.get(name) ?? 0n) + of);
    return [...byName].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

const quantity = fc.bigInt({ min: 0n, max: 10n ** 24n }).map(picoUnits);
const user = fc.constantFrom('user-1', 'user-2', undefined);
const usage = fc.oneof(
  fc.record({ input_tokens: quantity, output_tokens: quantity }),
  fc.record({ output_tokens: quantity }),
  fc.record({ input_tokens: quantity, house_units: quantity }),
);
const correction = fc.record({
  kind: fc.constantFrom('void' as const, 'correct' as const),
  usage: fc.option(usage, { nil: undefined }),
  userId: fc.constantFrom('user-1', 'user-2', null, undefined),
  reportedCost: fc.option(fc.bigInt({ min: 0n, max: 10n ** 15n }).map(picoUsd), { nil: undefined }),
});
const step = fc.oneof(
  { arbitrary: fc.record({ entry: fc.nat(3), correction }), weight: 3 },
  {
    arbitrary: fc.record({ entry: fc.nat(3), each: fc.bigInt({ min: 0n, max: 10n ** 6n }).map(picoUsd) }),
    weight: 1,
  },
);

const price = (chain: EntryChain) => {
  const current = standing(chain);
  return (
    current && { ...repriced(current, bookOf(picoUsd(3n))), status: 'priced' as const, cost: picoUsd(9n) }
  );
};

describe('a correction', () => {
  it('leaves every total the sum of what was not voided, in any order, and changes nothing twice', async () => {
    const made = fc.array(fc.record({ usage, userId: user }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(made, fc.array(step, { maxLength: 12 }), async (list, steps) => {
        const entries = list.map((one, index) => entryOf(index, one));
        const { all, chainOf, newBatch } = ledgerOf(entries);
        const refused: boolean[] = [];
        for (const [index, one] of steps.entries()) {
          const entry = entries[one.entry % entries.length] as Entry;
          const batch = newBatch();
          if ('each' in one) {
            await batch.reprice(
              entry,
              (chain) => {
                const current = standing(chain);
                return current && repriced(current, bookOf(one.each));
              },
              'another price',
            );
            continue;
          }
          const request: CorrectionRequest = {
            ...one.correction,
            requestId: `r${index}`,
            reason: 'a mistake',
          };
          const isVoid = standing(chainOf(entry)) === undefined;
          const book = { book: bookOf(picoUsd(3n)), ...LANES };
          const conflictOf = (changed: CorrectionRequest) =>
            applyCorrection(entry, changed, newBatch(), book).then(
              () => false,
              (error: unknown) => error instanceof ConflictError,
            );
          if (isVoid) {
            refused.push(await conflictOf(request));
            continue;
          }
          const first = await applyCorrection(entry, request, batch, book);
          const size = all().length;
          const again = await applyCorrection(entry, request, newBatch(), book);
          refused.push(await conflictOf({ ...request, reason: 'another' }));
          expect([again.difference, all().length]).toEqual([first.difference, size]);
        }
        expect(refused.every(Boolean)).toBe(true);
        const kept = entries.flatMap((entry) => standing(chainOf(entry)) ?? []);
        expect(differing(sums(all()), sums(kept))).toEqual([]);
        expect(billed(all())).toEqual(billed(kept));
        expect(exported(all())).toEqual(exported(kept));
      }),
      { seed: 17, numRuns: 150 },
    );
  });

  it('says what was wrong: the right quantity of the right user at its price', async () => {
    const entry = entryOf(0, { usage: { input_tokens: picoUnits(10n ** 12n * ONE) }, userId: 'user-2' });
    const { all, chainOf, newBatch } = ledgerOf([entry]);
    const { corrections, difference } = await applyCorrection(
      entry,
      {
        requestId: 'r',
        reason: 'a million times',
        kind: 'correct',
        usage: { input_tokens: picoUnits(100n * ONE) },
        userId: 'user-1',
      },
      newBatch(),
      { book: bookOf(picoUsd(3n)), ...LANES },
    );
    expect(difference).toBe(300n - 7n * 10n ** 12n);
    expect(corrections.map(({ id, userId }) => [id, userId])).toEqual([
      ['e0~a0001', 'user-2'],
      ['e0~a0002', 'user-1'],
    ]);
    for (const { lines, cost } of corrections) {
      expect(lines.reduce((sum, line) => sum + line.cost, 0n)).toBe(cost);
    }
    expect(standing(chainOf(entry))).toMatchObject({ cost: 300n, userId: 'user-1', status: 'priced' });
    expect(all()).toHaveLength(3);
  });

  it.each([
    ['usage', { usage: { input_tokens: picoUnits(3n * ONE) } }, 21n],
    ['user', { userId: 'user-2' }, 35n],
  ])('of the %s leaves an entry in the service that a late price gave it', async (_what, change, cost) => {
    const entry = anEntry({
      service: 'other',
      known: false,
      status: 'unpriced',
      cost: ZERO_USD,
      lines: [],
      usage: { input_tokens: picoUnits(5n * ONE) },
    });
    const { all, chainOf, newBatch } = ledgerOf([entry]);
    const book = bookOf(picoUsd(7n));
    await settleCell(
      (async function* () {
        yield await Promise.resolve([entry]);
      })(),
      book,
      newBatch(),
    );
    const request: CorrectionRequest = { requestId: 'r', reason: 'a mistake', kind: 'correct', ...change };
    await applyCorrection(entry, request, newBatch(), { book, ...LANES });
    expect(standing(chainOf(entry))).toMatchObject({ service: 'llm', cost });
    expect(differing(sums(all()), sums([standing(chainOf(entry))].flatMap((one) => one ?? [])))).toEqual([]);
    expect(all().filter(({ service }) => service === 'other')).toHaveLength(2);
  });

  it('goes on where a request stopped between its halves', async () => {
    const entry = entryOf(0, { usage: { input_tokens: picoUnits(5n * ONE) }, userId: 'user-1' });
    const { all, chainOf, newBatch } = ledgerOf([entry]);
    const request: CorrectionRequest = { requestId: 'r', reason: 'x', kind: 'correct', userId: null };
    const whole = newBatch();
    let puts = 0;
    const cut = {
      ...whole,
      append: (...args: Parameters<typeof whole.append>) =>
        puts++ === 1 ? Promise.reject(new Error('killed')) : whole.append(...args),
    };
    const context = { book: bookOf(picoUsd(3n)), ...LANES };
    await expect(applyCorrection(entry, request, cut, context)).rejects.toThrow('killed');
    expect(standing(chainOf(entry))).toBeUndefined();
    const { difference } = await applyCorrection(entry, request, newBatch(), context);
    expect(difference).toBe(0n);
    expect(standing(chainOf(entry))).toMatchObject({ cost: entry.cost, userId: undefined });
    expect(all()).toHaveLength(3);
  });

  it('leaves an unpriced entry that is void to no later price', async () => {
    const entry = entryOf(0, { usage: { output_tokens: picoUnits(5n * ONE) }, userId: 'user-1' });
    const { all, newBatch } = ledgerOf([entry]);
    await applyCorrection(entry, { requestId: 'r', reason: 'x', kind: 'void' }, newBatch(), {
      book: bookOf(picoUsd(3n)),
      ...LANES,
    });
    expect(await newBatch().reprice(entry, price, 'late')).toBe(0n);
    expect(all()).toHaveLength(2);
  });
});

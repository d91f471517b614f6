import { describe, expect, it } from 'vitest';
import { ONE, picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import { applyCorrection, type CorrectionRequest } from '../../../core/usage/apply-correction.ts';
import { repriced, standing } from '../../../core/usage/entry-chain.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { bookOf, entryOf, LANES, ledgerOf } from '../../support/correction-ledger.ts';

const correct = (more: Partial<CorrectionRequest>): CorrectionRequest => ({
  kind: 'correct',
  reason: 'was wrong',
  ...more,
});

describe('what a correction says', () => {
  const first = entryOf(0, { usage: { input_tokens: picoUnits(10n * ONE) }, userId: 'user-1' });
  const apply = async (request: CorrectionRequest, entry: Entry = first, each = 7n) => {
    const { all, chainOf, newBatch } = ledgerOf([entry]);
    const prices = { book: bookOf(picoUsd(each)), ...LANES };
    const again = (other: CorrectionRequest) => applyCorrection(entry, other, newBatch(), prices);
    return {
      ...(await again(request)),
      all,
      again,
      chain: () => chainOf(entry),
    };
  };

  it('of a void: everything is taken back, by one entry that names the other', async () => {
    const entry = { ...first, reportedCost: picoUsd(9n) };
    const { corrections, difference, chain } = await apply({ kind: 'void', reason: 'never happened' }, entry);
    expect(difference).toBe(-70n);
    expect(corrections).toMatchObject([
      {
        id: 'e0~a0001',
        correctionOf: 'e0',
        cost: -70n,
        reportedCost: -9n,
        status: 'priced',
        reason: 'never happened',
        userId: 'user-1',
        adjusts: { events: -1, unpriced: 0 },
      },
    ]);
    expect(standing(chain())).toBeUndefined();
  });

  it('of other usage: the price anew, at the prices of now, and no doubt is left', async () => {
    const doubtful = { ...first, problems: ['odd'], status: 'uncertain' as const };
    const { corrections, difference, chain } = await apply(
      correct({ usage: { input_tokens: picoUnits(3n * ONE) } }),
      doubtful,
      8n,
    );
    expect([corrections.map(({ cost }) => cost), difference]).toEqual([[-70n, 24n], -46n]);
    expect(standing(chain())).toMatchObject({
      cost: 24n,
      status: 'priced',
      usage: { input_tokens: 3n * ONE },
      userId: 'user-1',
    });
  });

  it('of another user: the same price, in the lane of that user', async () => {
    const { corrections, difference, chain } = await apply(correct({ userId: 'user-2' }), first, 8n);
    expect([difference, corrections[1]?.cost]).toEqual([0n, 70n]);
    expect(standing(chain())).toMatchObject({ userId: 'user-2', cost: 70n });
    const nobody = await apply(correct({ userId: null }));
    expect(standing(nobody.chain())?.userId).toBeUndefined();
    const lane = { ...first, userLane: 3 };
    expect((await apply(correct({ userId: 'user-1' }), lane)).corrections[1]?.userLane).toBe(3);
    expect((await apply(correct({ reportedCost: picoUsd(1n) }), lane)).corrections[1]?.userLane).toBe(3);
  });

  it('of a cost that the provider says: that cost, where no price is known', async () => {
    const usage = { output_tokens: picoUnits(5n * ONE) };
    const request = correct({ reportedCost: picoUsd(33n) });
    const { corrections, chain } = await apply(request, entryOf(1, { usage, userId: 'user-1' }));
    expect(corrections.map(({ adjusts }) => [adjusts?.events, adjusts?.unpriced])).toEqual([
      [-1, -1],
      [1, 0],
    ]);
    expect(standing(chain())).toMatchObject({ status: 'reported', cost: 33n, reportedCost: 33n });
    const priced = await apply(request);
    expect(standing(priced.chain())).toMatchObject({ status: 'priced', cost: 70n, reportedCost: 33n });
  });

  it('is said once, by its request id or its content, and refused where an id says something else', async () => {
    const request = correct({ requestId: 'r1', userId: 'user-2' });
    const { again, all } = await apply(request);
    const twice = await again(request);
    expect([all().length, twice.corrections.length]).toEqual([3, 2]);
    await expect(again({ ...request, userId: 'user-3' })).rejects.toThrow(
      'the request "r1" has changed this entry otherwise',
    );
    await again({ ...request, requestId: 'r2', userId: 'user-3' });
    expect(all()).toHaveLength(5);
    const nameless = await apply(correct({ userId: 'user-2' }));
    await nameless.again(correct({ userId: 'user-2' }));
    expect(nameless.all()).toHaveLength(3);
    await nameless.again({ kind: 'void', reason: 'x' });
    await expect(nameless.again({ kind: 'void', reason: 'y' })).rejects.toThrow('the entry "e0" is void');
  });

  it('has the lines of the difference, and what the entry has beside', async () => {
    const entry = { ...first, expiresAt: 2_000_000_000, holdId: 'h', metadata: { a: '1' } };
    const { corrections } = await apply(correct({ usage: { input_tokens: picoUnits(3n * ONE) } }), entry);
    for (const one of corrections)
      expect(one).toMatchObject({
        holdId: undefined,
        metadata: undefined,
        expiresAt: 2_000_000_000,
        recordedAt: 1_800_000_000_000,
      });
    expect(corrections.map(({ lines }) => lines.map(({ cost }) => cost))).toEqual([[-70n], [21n]]);
    const soon = { ...first, expiresAt: 1 };
    expect((await apply(correct({ userId: 'user-2' }), soon)).corrections[0]?.expiresAt).toBe(
      1_800_000_000 + 31 * 86_400,
    );
    expect((await apply(correct({ userId: 'user-2' }))).corrections[0]?.expiresAt).toBeUndefined();
  });
});

const linesOf = ({ lines }: Entry) => lines.map(({ cost, quantity }) => [cost, quantity / ONE]);

describe('another price of an entry', () => {
  const usage = { input_tokens: picoUnits(10n * ONE) };

  it('takes back the lines that stand, and those alone', async () => {
    const entry = entryOf(0, { usage, userId: 'user-1' });
    const { all, chainOf, newBatch } = ledgerOf([entry]);
    const reprice = (each: bigint) =>
      newBatch().reprice(entry, ({ entry: one }) => repriced(one, bookOf(picoUsd(each))), 'new price');
    expect([await reprice(8n), await reprice(8n), await reprice(5n)]).toEqual([10n, 0n, -30n]);
    expect(all().slice(1).map(linesOf)).toEqual([
      [
        [-70n, -10n],
        [80n, 10n],
      ],
      [
        [-80n, -10n],
        [50n, 10n],
      ],
    ]);
    expect(linesOf(standing(chainOf(entry)) as Entry)).toEqual([[50n, 10n]]);
  });

  it('leaves doubt where it was, and is booked where the status alone is another', async () => {
    const doubtful = { ...entryOf(0, { usage, userId: 'user-1' }), problems: ['odd'] };
    const { all, newBatch } = ledgerOf([doubtful]);
    const batch = newBatch();
    await batch.reprice(doubtful, ({ entry }) => repriced(entry, bookOf(picoUsd(7n))), 'new price');
    expect(all()[1]).toMatchObject({ cost: 0n, status: 'uncertain', adjusts: { events: 0, unpriced: 0 } });
    const unpriced = entryOf(1, { usage: { output_tokens: picoUnits(ONE) }, userId: 'user-1' });
    const waiting = ledgerOf([unpriced]);
    await waiting
      .newBatch()
      .reprice(unpriced, () => ({ ...repriced(unpriced, bookOf(picoUsd(7n))), status: 'priced' }), 'free');
    expect(waiting.all()[1]).toMatchObject({
      cost: 0n,
      status: 'priced',
      adjusts: { events: 0, unpriced: -1 },
    });
  });
});

import { expect, it } from 'vitest';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { CorrectionBatch } from '../../../core/usage/correction-batch.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { settleCell } from '../../../core/usage/settle-unpriced.ts';
import { anEntry } from '../../../testing/factories.ts';

const CELL_SIZE = 40;

async function* pages(...lists: readonly (readonly Entry[])[]) {
  yield* lists;
}

it('settles entries of a page side by side, counts those that changed, and leaves corrections alone', async () => {
  const entries = Array.from({ length: CELL_SIZE }, (_, index) => anEntry({ id: `e-${index}` }));
  const correction = anEntry({ id: 'e-0~a0001', correctionOf: 'e-0' });
  const adjusted: string[] = [];
  const sixteen = Promise.withResolvers<void>();
  const batch: Pick<CorrectionBatch, 'reprice'> = {
    async reprice({ id }) {
      adjusted.push(id);
      // Ends for nobody before sixteen are under way.
      if (adjusted.length === 16) sixteen.resolve();
      await sixteen.promise;
      return id === 'e-7' ? ZERO_USD : picoUsd(10n);
    },
  };
  const settlement = await settleCell(
    pages([correction, ...entries.slice(0, 30)], entries.slice(30)),
    createPriceBook(),
    batch as CorrectionBatch,
  );
  expect(settlement).toEqual({ settled: CELL_SIZE - 1, booked: picoUsd(390n) });
  expect(adjusted.toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
});

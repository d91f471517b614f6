import { expect, it } from 'vitest';
import { modelNames } from '../../../lambdas/support/model-names.ts';
import type { CataloguePriceBook } from '../../../core/pricing/catalogue-price-book.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';

function asked(everyMs: number) {
  const state = { now: 0, reads: 0, warnings: [] as unknown[], gone: undefined as Error | undefined };
  const current = async (): Promise<CataloguePriceBook> => {
    state.reads += 1;
    if (state.gone) throw state.gone;
    return createPriceBook();
  };
  const logger = { warn: (...words: readonly unknown[]) => void state.warnings.push(words[0]) };
  return {
    state,
    know: modelNames({ clock: { now: () => state.now }, prices: { current } }, logger, everyMs),
  };
}

it('asks for the names in force once in a while, and each time where it is to know at once', async () => {
  const { state, know } = asked(60_000);
  for (const now of [0, 1, 59_999, 60_000, 60_001]) {
    state.now = now;
    await know();
  }
  expect(state.reads).toBe(2);
  const always = asked(0);
  await always.know();
  await always.know();
  expect(always.state.reads).toBe(2);
});

it('tells that names could not be read, fails nothing, and asks again at the next call', async () => {
  const { state, know } = asked(60_000);
  state.gone = new Error('the price data is gone');
  await know();
  state.gone = undefined;
  await know();
  await know();
  expect([state.reads, state.warnings.length]).toEqual([2, 1]);
});

it('rejects where the table does not answer in time: who waits does not wait for it twice', async () => {
  const { state, know } = asked(60_000);
  state.gone = Object.assign(new Error('no answer within 3000 ms'), { name: 'TimeoutError' });
  await expect(know()).rejects.toThrow('no answer within 3000 ms');
  await expect(know()).rejects.toThrow('no answer within 3000 ms');
  expect([state.reads, state.warnings.length]).toEqual([2, 0]);
});

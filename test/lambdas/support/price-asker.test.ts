import { afterEach, expect, it, vi } from 'vitest';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { priceAsker } from '../../../lambdas/support/price-asker.ts';
import { newPackKeys } from '../../../testing/price-packs.ts';

const FEED = { urls: ['https://a.test/pack.json'], publicKey: newPackKeys().publicKey };

afterEach(() => {
  vi.unstubAllEnvs();
});

const unused = () => Promise.reject(new Error('not asked'));

/** An asker whose turn is never free, and how often it read the turn. */
function asker(priceFeed: object | undefined, read = () => Promise.resolve({ at: Infinity, pauseMs: 0 })) {
  vi.stubEnv('JOB_QUEUE_URL', 'http://queue.test');
  let reads = 0;
  const warnings: string[] = [];
  const ledger = {
    clock: { now: () => 0 },
    jobs: { create: unused, read: unused, save: unused },
    priceAsks: { read: () => ((reads += 1), read()), take: unused },
    settings: ledgerSettingsSchema.parse({ priceFeed }),
  };
  const logger = {
    info: () => undefined,
    warn: (...words: readonly unknown[]) => void warnings.push(String(words[0])),
  };
  return { ask: priceAsker(ledger, logger), warnings, reads: () => reads };
}

const records = (unpriced: number) => [{ contributions: [{ unpriced }] }] as never;

it('asks when a batch brings usage without a price, and only then', async () => {
  const { ask, reads } = asker(FEED);
  await ask(records(0));
  expect(reads()).toBe(0);
  await ask(records(1));
  expect(reads()).toBe(1);
});

it('does nothing where the stage takes no packs', async () => {
  const { ask, reads } = asker(undefined);
  await ask(records(1));
  expect(reads()).toBe(0);
});

it('warns where it cannot ask, and stops no batch', async () => {
  const { ask, warnings } = asker(FEED, () => Promise.reject(new Error('the table is away')));
  await ask(records(1));
  expect(warnings).toEqual(['newer prices could not be asked for']);
});

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../testing/dashboard/window.ts';
import type { PricePack } from '../../contracts/price-pack.ts';
import { sealPack } from '../../core/price-packs/seal-pack.ts';
import { makePack } from '../../scripts/prices/pack-sources.ts';
import { readPriceFile, readSources } from '../../scripts/prices/price-files.ts';
import { type LocalCostkeeper, startCostkeeper } from '../../local/start-costkeeper.ts';
import { callAsAdmin } from '../../testing/local-calls.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { newPackKeys } from '../../testing/price-packs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareBrowser } from '../support/shared/shared.ts';
import { visit } from './support/visit.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DAY_MS = 86_400_000;
const keys = newPackKeys();
let folder: string;
let served = '';
const server = createServer((_request, response) => {
  response.writeHead(served === '' ? 404 : 200).end(served);
});
let system: LocalCostkeeper;
let browser: Browser;

function call<T>(method: string, route: string, body?: object): Promise<T> {
  return callAsAdmin(system.endpoints, method, route, body);
}

/** A pack of today's prices in which a million input tokens of gpt-4o cost this much. */
function packWith(version: number, usd: string): PricePack {
  const file = readPriceFile('llm.json');
  const openai = (file.providers['openai'] ?? []).map((entry) =>
    entry.id === 'gpt-4o'
      ? {
          ...entry,
          prices: entry.prices?.map((set) => ({ ...set, usd: { ...set.usd, input_tokens: usd } })),
        }
      : entry,
  );
  const models = { ...file, providers: { ...file.providers, openai } };
  const parts = { catalogue: readPriceFile('catalogue.json'), models, sources: readSources() };
  const publishedAt = new Date(Date.now() - 60_000).toISOString();
  return makePack({ version, publishedAt, ...parts, opinions: [], withdrawn: [] });
}

async function priceOfMillion(model: string): Promise<string> {
  const body = { provider: 'openai', model, usage: { input_tokens: 1_000_000 } };
  return (await call<{ costUsd: string }>('POST', '/prices/quote', body)).costUsd;
}

function usageOf(id: string, model: string): object {
  const occurredAt = new Date(Date.now() - DAY_MS).toISOString();
  return { id, provider: 'openai', model, occurredAt, usage: { input_tokens: 4_000_000 } };
}

/** On a system of its own, which has a feed: for a proof alone. */
describe.runIf(IN_PROOF)('the page of prices', () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pack-feed-'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const key = path.join(folder, 'key.pem');
    writeFileSync(key, keys.privateKey);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pack.json`;
    [system, browser] = await Promise.all([
      // Its calls are not recorded: no other system of the suite has a feed, and the statements are held without one.
      startCostkeeper({
        cwd: ROOT,
        args: ['--table-answer-ms', '60000', '--price-feed', url, '--price-key', key],
      }),
      shareBrowser(),
    ]);
    await call('POST', '/record', {
      events: [usageOf('known', 'gpt-4o'), usageOf('next', 'gpt-4o-mini-next')],
    });
    await waitFor(
      'both events in the totals',
      () => call<{ aggregated: number }>('GET', '/status'),
      ({ aggregated }) => aggregated === 2,
    );
  });

  afterAll(async () => {
    await browser?.close();
    await system?.[Symbol.asyncDispose]();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('turns a suggestion into an alias with dates by one click, and the entry settles', async () => {
    const { page } = await visit(browser, system.endpoints.dashboard);
    await open(page, '/prices?tab=unpriced');
    const row = page.getByRole('row').filter({ hasText: 'gpt-4o-mini-next' });
    await row.getByRole('button', { name: 'Price as gpt-4o-mini', exact: true }).click();
    await page.getByText('gpt-4o-mini-next costs what gpt-4o-mini costs').waitFor();
    const { aliases } = await call<{ aliases: object[] }>('GET', '/prices/aliases');
    const from = expect.stringMatching(/^\d{4}-\d{2}-\d{2}/) as string;
    expect(aliases).toMatchObject([{ model: 'gpt-4o-mini-next', as: 'gpt-4o-mini', from, to: null }]);
    await waitFor(
      'nothing waits for a price',
      () => call<{ unpriced: number }>('GET', '/status'),
      ({ unpriced }) => unpriced === 0,
    );
    await page.getByText('Everything has a price').waitFor();
  });

  it('tries a price of one’s own on the last seven days, and takes it in and out by a click', async () => {
    const { page } = await visit(browser, system.endpoints.dashboard);
    await open(page, '/prices?tab=own');
    await page.getByRole('button', { name: 'Price of your own', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Provider').fill('openai');
    await dialog.getByLabel('Model or SKU').fill('gpt-4o');
    await dialog.getByLabel('Price, USD').fill('5');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The last seven days are replayed now').waitFor();
    const row = page.getByRole('row').filter({ hasText: 'held' });
    await row.getByText('gpt-4o 10 to 20 USD').waitFor();
    expect(await priceOfMillion('gpt-4o')).toBe('2.5');
    await row.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('The price of gpt-4o is in force.').waitFor();
    expect(await priceOfMillion('gpt-4o')).toBe('5');
    await page
      .getByRole('row')
      .filter({ hasText: 'in force' })
      .getByRole('button', { name: 'Roll back' })
      .click();
    await page.getByText('The price of gpt-4o is rolled back.').waitFor();
    expect(await priceOfMillion('gpt-4o')).toBe('2.5');
  });

  it('puts a held pack in force by a click, and takes it out again by another', async () => {
    served = sealPack(packWith(1, '5'), keys.privateKey);
    await call('POST', '/prices/packs/fetch');
    await waitFor(
      'the pack is held',
      () => call<{ packs: { status: string }[] }>('GET', '/prices/packs'),
      ({ packs }) => packs[0]?.status === 'held',
    );
    expect(await priceOfMillion('gpt-4o')).toBe('2.5');
    const { page } = await visit(browser, system.endpoints.dashboard);
    await open(page, '/prices?tab=packs');
    const row = page.getByRole('row').filter({ hasText: 'held' });
    await row.getByText('$10.60').waitFor();
    await row.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Pack 1 is in force.').waitFor();
    await waitFor(
      'the price of the pack',
      () => priceOfMillion('gpt-4o'),
      (usd) => usd === '5',
    );
    await page
      .getByRole('row')
      .filter({ hasText: 'applied' })
      .getByRole('button', { name: 'Roll back' })
      .click();
    await page.getByText('Pack 1 is rolled back.').waitFor();
    await waitFor(
      'the price before it',
      () => priceOfMillion('gpt-4o'),
      (usd) => usd === '2.5',
    );
    await page.getByRole('row').filter({ hasText: 'rolled back' }).waitFor();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { open, picture } from '../../testing/dashboard/window.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

let system: System;
let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  system = await takeSystem();
  dynamo = await startDynamo();
  await dynamo.createTable('empty');
  api = startApi(dynamo, 'empty', { clock: { now: () => Date.now() } });
});

afterAll(async () => {
  await system?.leave();
  dynamo?.stop();
});

/** The page of the shared system, and the API over a table that nobody else writes to. */
async function visitEmpty(): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const { page, errors } = await visit(system.browser, system.dashboard);
  await page.route('**/cost-tracking/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const asked = `${route.request().method()} ${pathname.replace('/cost-tracking', '')}${search}`;
    const { status, headers, text } = await api.call(asked);
    await route.fulfill({ status, headers, body: text });
  });
  return { page, errors };
}

/** What a page says where there is nothing. */
const SAID = [
  ['/explore', 'Nothing was spent in this range'],
  ['/groups?tab=resources', 'Nothing was booked on a resource in this range'],
  ['/users', 'No spend in this range'],
  ['/groups', 'Nothing was booked on a group in this range'],
  ['/prices?tab=unpriced', 'Everything has a price'],
  ['/status', 'Nothing was rejected'],
] as const;

describe('an empty ledger', () => {
  it('explains how to send the first message', async () => {
    const { page, errors } = await visitEmpty();
    await open(page, '/');
    await page.getByRole('heading', { name: 'Nothing has been recorded yet' }).waitFor();
    expect(await page.getByLabel('Command that sends a message').textContent()).toContain(
      '/cost-tracking/record',
    );
    await expectAccessible(page);
    await picture(page, 'empty-overview');
    expect(errors).toEqual([]);
  });

  it.each(IN_PROOF ? SAID : SAID.slice(0, 2))('says so on %s', async (address, words) => {
    const { page, errors } = await visitEmpty();
    await open(page, address);
    await page.getByText(words).first().waitFor();
    expect(errors).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
});

afterAll(async () => {
  await system?.leave();
});

const DAY = new Date().toISOString().slice(0, 10);

function fileOf(name: string, content: string) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(content) };
}

const BILL = fileOf('bill.csv', `provider,model,day,usd\nopenai,gpt-4o,${DAY},1.25\n`);

describe('a bill', () => {
  it('is compared anew with other days, and what others left over is not shown for them', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/reports?tab=reconcile&range=7d');
    await page.getByLabel('The provider’s bill').setInputFiles(BILL);
    const left = page.getByRole('heading', { name: 'What is left over' });
    await left.waitFor();
    const { promise: late, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/reports/reconcile?*', async (route) => {
      await late;
      await route.continue();
    });
    await page.getByLabel('Range').first().selectOption('30d');
    await page.getByText(/^Comparing bill\.csv with the ledger of /).waitFor();
    expect(await left.count()).toBe(0);
    answer();
    await left.waitFor();
  });

  it('that cannot be read is refused beside its field, for as long as it is chosen', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/reports?tab=reconcile&range=7d');
    await page.getByLabel('The provider’s bill').setInputFiles(fileOf('broken.csv', 'a,b\n1,"2\n'));
    const told = page.getByRole('alert').filter({ hasText: 'broken.csv was not compared.' });
    await told.waitFor();
    expect(await page.locator('.notice').count()).toBe(0);
    await expectAccessible(page);
    await page.getByLabel('The provider’s bill').setInputFiles(BILL);
    await told.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'What is left over' }).waitFor();
  });
});

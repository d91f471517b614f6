import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, open, picture, visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

describe('an empty ledger', () => {
  it('explains how to send the first message', async () => {
    const { page, context, errors } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    await page.getByRole('heading', { name: 'Nothing has been recorded yet' }).waitFor();
    expect(await page.getByLabel('Command that sends a message').textContent()).toContain(
      '/cost-tracking/record',
    );
    await expectAccessible(page);
    await picture(page, 'empty-overview');
    expect(errors).toEqual([]);
    await context.close();
  });
});

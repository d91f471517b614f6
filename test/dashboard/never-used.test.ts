import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, settle } from '../../testing/dashboard/window.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

const DAY = new Date().toISOString().slice(0, 10);
const USER = 'never-used-ada';
const RESOURCE = { type: 'episode', id: 'never-used/1' };
const GROUP = { type: 'podcast', id: 'never-used-pod' };
/** A day without usage. */
const BEFORE = 'from=2026-01-05&to=2026-01-05';

let system: System;
let page: Page;
beforeAll(async () => {
  system = await takeSystem();
  const event = {
    id: 'never-used-1',
    occurredAt: `${DAY}T00:00:01Z`,
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { output_tokens: 1_000_000 },
    userId: USER,
    resource: RESOURCE,
    group: GROUP,
    tags: { tier: 'never-used' },
    operation: 'never-used',
  };
  const counts = () => system.call<{ aggregated: number }>('GET', '/status');
  const before = await counts();
  await system.call('POST', '/record', { events: [event] });
  await waitFor('the totals', counts, ({ aggregated }) => aggregated > before.aggregated);
  ({ page } = await visit(system.browser, system.dashboard));
});
afterAll(async () => {
  await system?.leave();
});

/** What the main part of the page says. */
async function shown(address: string): Promise<string> {
  await open(page, address);
  await page.locator('main .card, main article').first().waitFor();
  await settle(page);
  return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
}

const query = (of: Readonly<Record<string, string>>) => new URLSearchParams(of).toString();

describe('an id that the ledger never had an entry of', () => {
  it.each([
    ['user', `/user?id=${USER}`, '/user?id=never-used-bob'],
    ['podcast', `/group?${query(GROUP)}`, `/group?${query({ ...GROUP, id: 'never-used-none' })}`],
    ['episode', `/resource?${query(RESOURCE)}`, `/resource?${query({ ...RESOURCE, id: 'never-used/2' })}`],
  ])(
    'is told on the page of a %s, and no figure is; one that spent nothing on the days is a zero',
    async (what, known, unknown) => {
      const told = await shown(`${unknown}&${BEFORE}`);
      expect(told).toContain(`No usage of this ${what} is in the ledger`);
      expect(told).not.toMatch(/\$0\.00|Complete/);
      await expectAccessible(page);
      const other = await shown(`${known}&${BEFORE}`);
      expect(other).not.toContain('No usage of');
      // A receipt is of the whole life.
      expect(other).toContain(what === 'episode' ? 'Spent $0.60' : 'Spent $0.00');
    },
  );

  it('is looked for by the search that the page opens with it', async () => {
    await shown('/user?id=never-used-a');
    // Not what it finds: each instance of the API learns of a new user within a minute.
    const asked = page.waitForRequest(/\/search\?q=never-used-a&/);
    await page.getByRole('button', { name: 'Search for it' }).click();
    await asked;
    const dialog = page.getByRole('dialog', { name: 'Search' });
    expect(await dialog.getByRole('combobox').inputValue()).toBe('never-used-a');
    await dialog.getByText(/Nothing is named like “never-used-a”|never-used-ada/).waitFor();
    await page.keyboard.press('Escape');
  });

  it.each([
    ['user', USER, 'nobody'],
    ['resource', `${RESOURCE.type}/${RESOURCE.id}`, 'episode/none'],
    ['group', `${GROUP.type}/${GROUP.id}`, 'podcast/none'],
    ['model', 'gpt-4o-mini', 'gpt-none'],
    ['provider', 'openai', 'nobody'],
    ['tag', 'tier:never-used', 'tier:none'],
    ['operation', 'never-used', 'none'],
  ])('is told in Explore where it narrows by %s', async (filter, known, unknown) => {
    const address = (value: string) => `/explore?${BEFORE}&by=service&${query({ [filter]: value })}`;
    const told = await shown(address(unknown));
    expect(told).toContain(`No usage of ${filter} “${unknown}” is in the ledger`);
    expect(told).not.toContain('$0.00');
    expect(await shown(address(known))).not.toContain('No usage of');
  });

  it('is told among compared users, without a line', async () => {
    const told = await shown(`/users?compare=${USER}&compare=never-used-bob&range=today`);
    expect(told).toContain('No usage of the user “never-used-bob” is in the ledger');
    const legend = page.locator('.card', { hasText: 'Compared' }).locator('.legend');
    expect(await legend.innerText()).toContain(USER);
    expect(await legend.innerText()).not.toContain('never-used-bob');
  });

  it('is told on a statement', async () => {
    const told = 'No usage of this user is in the ledger';
    expect(await shown('/reports?tab=statement&user=never-used-bob&month=2026-01')).toContain(told);
    expect(await shown(`/reports?tab=statement&user=${USER}&month=2026-01`)).not.toContain(told);
  });

  it('is told to a person who never used anything, and to one who opens a job that is not theirs', async () => {
    const plain = await visit(system.browser, system.dashboard, { token: system.tokens.user });
    await open(plain.page, `/me?type=job&id=never-used-job&${BEFORE}`);
    const dialog = plain.page.locator('dialog[open]');
    await dialog.getByText('Nothing of this job was booked on you').waitFor();
    expect(await dialog.innerText()).not.toContain('$0.00');
  });
});

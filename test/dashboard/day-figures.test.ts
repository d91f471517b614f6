import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../testing/dashboard/window.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { saidOf, shownFigure, spentOf } from './support/shown-table.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

interface Breakdown {
  readonly totalUsd: string;
  readonly unpricedEvents: number | null;
}

let system: System;
let page: Page;

beforeAll(async () => {
  system = await takeSystem();
  ({ page } = await visit(system.browser, system.dashboard));
});

afterAll(async () => {
  await system?.leave();
});

function dayOf(ago: number): string {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
}

function spendOf(day: string, narrowing: Readonly<Record<string, string>>): Promise<Breakdown> {
  const query = new URLSearchParams({ from: day, to: day, ...narrowing });
  return system.call('GET', `/breakdown/service?${query.toString()}`);
}

describe('pages show what the API answers', () => {
  it('of one day by its hours, beside the day before, each at least, where some of a model has no price', async () => {
    const [day, dayBefore] = [dayOf(20), dayOf(21)];
    const group = { type: 'podcast', id: 'by-hours' };
    const uses = [
      [day, 'output_tokens', 1000],
      [day, 'parts_of_hours', 1],
      [dayBefore, 'output_tokens', 2000],
      [dayBefore, 'parts_of_hours', 1],
      [dayBefore, 'parts_of_hours', 2],
    ] as const;
    const events = uses.map(([of, part, quantity], index) => ({
      id: `by-hours-${index}`,
      occurredAt: `${of}T0${index}:00:00.000Z`,
      provider: 'openai',
      model: 'gpt-4o',
      operation: 'by-hours',
      usage: { [part]: quantity },
      userId: 'by-hours',
      group,
    }));
    await system.call('POST', '/record', { events });
    const one = { from: day, to: day };
    await waitFor(
      'the entries in the totals',
      () => spendOf(dayBefore, { group: 'podcast/by-hours' }),
      ({ unpricedEvents }) => unpricedEvents === 2,
    );
    const card = page.locator('.card').filter({ hasText: 'Over time' });
    const narrowings: readonly Readonly<Record<string, string>>[] = [{}, { operation: 'by-hours' }];
    for (const narrowing of narrowings) {
      const query = new URLSearchParams({ ...one, by: 'service', compare: '1', ...narrowing });
      await open(page, `/explore?${query.toString()}`);
      await card.locator('canvas').waitFor();
      await expect.poll(() => card.getByText('…', { exact: true }).count()).toBe(0);
      const shown = [await shownFigure(card, 'Spent'), await shownFigure(card, 'Period before')];
      const answers = [await spendOf(day, narrowing), await spendOf(dayBefore, narrowing)];
      expect(answers.every(({ unpricedEvents }) => unpricedEvents)).toBe(true);
      expect(shown.map(saidOf)).toEqual(
        answers.map(({ totalUsd, unpricedEvents }) => spentOf(totalUsd, unpricedEvents)),
      );
      const legend = card.locator('.legend li').filter({ hasText: 'period before' });
      expect(await legend.innerText()).toContain('at least');
    }
    for (const [path, query] of [
      ['/group', group],
      ['/user', { id: 'by-hours' }],
    ] as const) {
      await open(page, `${path}?${new URLSearchParams({ ...one, ...query }).toString()}`);
      await card.locator('.legend').getByText('1 unpriced', { exact: true }).waitFor();
    }
  });

  it('of compared users: one whose calls have no price spent no $0.00, and is no share of 0', async () => {
    const event = { provider: 'openai', model: 'gpt-4o', occurredAt: `${dayOf(20)}T12:00:00.000Z` };
    const events = [
      { ...event, id: 'compared-1', usage: { output_tokens: 1000 }, userId: 'compared-priced' },
      { ...event, id: 'compared-2', usage: { parts_of_hours: 1 }, userId: 'compared-unpriced' },
    ];
    await system.call('POST', '/record', { events });
    await waitFor(
      'the entry in the totals',
      () => spendOf(dayOf(20), { user: 'compared-unpriced' }),
      ({ unpricedEvents }) => unpricedEvents === 1,
    );
    const query = new URLSearchParams({ from: dayOf(20), to: dayOf(20) });
    await open(page, `/users?${query.toString()}&compare=compared-priced&compare=compared-unpriced`);
    const line = page.locator('.legend li').filter({ hasText: 'compared-unpriced' });
    await expect.poll(() => line.innerText()).toMatch(/unpriced\s+–$/);
  });
});

import type { Locator, Page } from 'playwright-core';

/** A window that counts what a person does in it: clicks, choices of a list, keys that choose. Typing is free. */
export class CountedWindow {
  readonly page: Page;
  #clicks = 0;

  constructor(page: Page) {
    this.page = page;
  }

  get clicks(): number {
    return this.#clicks;
  }

  async click(on: Locator): Promise<void> {
    this.#clicks += 1;
    await on.first().click();
  }

  async choose(label: string, option: string): Promise<void> {
    this.#clicks += 1;
    await this.page
      .getByLabel(new RegExp(`^${label}`))
      .first()
      .selectOption(option);
  }

  /** A page of the menu. */
  async goTo(name: string): Promise<void> {
    await this.click(
      this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }),
    );
  }

  async tab(name: string): Promise<void> {
    await this.click(this.page.locator('.tabs').getByRole('link', { name, exact: true }));
  }
}

/** A question of every day: how a person who stands on the overview answers it, and where the answer then is. */
export interface Question {
  readonly asked: string;
  readonly answer: (window: CountedWindow) => Promise<Locator>;
}

/** More clicks than this are a fault. */
export const MOST_CLICKS = 3;

/**
 * Asked on the ledger of example-ledger.ts with its budgets, an open hold of `holder`, revenue of the month, and a limit
 * of `user-3`, `Credits of a user`, that a day or two more will reach.
 */
export const QUESTIONS: readonly Question[] = [
  {
    asked: 'who drove the spike of a day?',
    answer: async (window) => {
      const chart = window.page.getByRole('group', { name: /last 30 days/ });
      await window.click(chart.locator('.u-over'));
      await window.page.waitForURL(/explore\?from=(\d{4}-\d\d-\d\d)&to=\1/);
      await window.choose('by', 'user');
      return window.page.getByRole('region', { name: 'Spend by user' }).locator('.row-name');
    },
  },
  {
    asked: 'what does an episode cost on average, and is it rising?',
    answer: async (window) => {
      await window.goTo('Unit costs');
      const card = window.page.locator('.card').filter({ hasText: 'What one episode costs' });
      await card.getByText('On average', { exact: true }).first().waitFor();
      return card.getByRole('region', { name: 'By the week in which they began' }).locator('tbody tr');
    },
  },
  {
    asked: 'what is unpriced, and why?',
    answer: async (window) => {
      await window.click(window.page.getByRole('link', { name: 'Give it a price' }));
      return window.page
        .getByRole('row')
        .filter({ hasText: 'house-model' })
        .getByText(/input_tokens/);
    },
  },
  {
    asked: 'who uses a model without a price?',
    answer: async (window) => {
      await window.click(window.page.getByRole('link', { name: 'Give it a price' }));
      await window.click(window.page.getByRole('link', { name: 'house-model', exact: true }));
      const table = window.page.getByRole('region', { name: 'Spend by user' });
      return table.getByRole('row').filter({ hasText: 'unpriced' }).locator('.row-name');
    },
  },
  {
    asked: 'which model costs more than before?',
    answer: async (window) => {
      await window.goTo('Explore');
      await window.choose('by', 'model');
      await window.click(window.page.getByLabel('Compare with the period before'));
      const table = window.page.getByRole('region', { name: 'Spend by model' });
      await table.getByRole('columnheader', { name: 'Change' }).waitFor();
      return table.locator('td[data-label=Change]');
    },
  },
  {
    asked: 'who will pass their limit this week?',
    answer: async (window) => {
      await window.goTo('Budgets and alerts');
      await window.tab('Expected');
      const table = window.page.getByRole('region', { name: 'Expected to reach a limit' });
      const row = table
        .getByRole('row')
        .filter({ hasText: 'user user-3' })
        .filter({ hasText: 'Credits of a user' });
      return row.locator('td[data-label="Reached on"]').getByText(/\d/);
    },
  },
  {
    asked: 'what did one customer cost this month, as a CSV?',
    answer: async (window) => {
      // One who has spent today: on the first of a month others have spent nothing in it.
      await window.goTo('Users');
      await window.page.getByLabel('Search users').fill('user-7');
      await window.choose('Range', 'month');
      const row = window.page.getByRole('row').filter({ hasText: 'user-7' });
      await row.first().waitFor();
      const saved = window.page.waitForEvent('download');
      await window.click(window.page.getByRole('button', { name: 'CSV of this table' }));
      await saved;
      return row;
    },
  },
  {
    asked: 'what went to one provider last month, and this month so far?',
    answer: async (window) => {
      await window.goTo('Reports');
      await window.choose('Range', '90d');
      await window.click(window.page.getByRole('button', { name: 'Monthly', exact: true }));
      const table = window.page.getByRole('region', { name: 'Periods' });
      const month = new Date().toISOString().slice(0, 7);
      await window.page.waitForURL(/interval=monthly/);
      await table.getByText(month.slice(0, 4)).first().waitFor();
      return table.locator('td[data-label=openai]').getByText(/\$\d/);
    },
  },
  {
    asked: 'which failures and retries cost most?',
    answer: async (window) => {
      await window.goTo('Unit costs');
      const card = window.page.locator('.card').filter({ hasText: 'Failures and retries' });
      await card.getByText('Spent on failures', { exact: true }).waitFor();
      const dearest = card.getByRole('region', { name: 'Failed calls by model' }).locator('tbody tr').first();
      return dearest.filter({ hasText: /gpt-4o(?!-)/ }).filter({ hasText: /\$\d/ });
    },
  },
  {
    asked: 'what would change with another model?',
    answer: async (window) => {
      await window.goTo('Optimisations');
      return window.page.getByText('Cost after the change').locator('visible=true');
    },
  },
  {
    asked: 'who holds money now?',
    answer: async (window) => {
      await window.goTo('Budgets and alerts');
      await window.tab('Holds');
      return window.page.getByRole('row').filter({ hasText: 'holder' });
    },
  },
  {
    asked: 'was that alert real?',
    answer: async (window) => {
      await window.click(window.page.getByRole('link', { name: 'Look at alerts' }));
      await window.click(window.page.getByRole('region', { name: 'Alerts' }).locator('tbody a'));
      await window.page.waitForURL(/\/explore\?/);
      return window.page.locator('td[data-label=Spent]');
    },
  },
  {
    asked: 'what is the margin of the month?',
    answer: async (window) => {
      await window.goTo('Unit costs');
      return window.page.getByRole('region', { name: 'Margin by month' }).locator('td[data-label=Margin]');
    },
  },
  {
    asked: 'is the ledger complete?',
    answer: async (window) => {
      await window.goTo('Status');
      return window.page.getByText('all in the totals');
    },
  },
];

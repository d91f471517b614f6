import { describe, expect, it } from 'vitest';
import type { BudgetInput, OrganisationFormInput } from '../../../contracts/api/budget-shapes.ts';
import type { Budget } from '../../../core/budgets/budget.ts';
import { BudgetBookCache } from '../../../core/budgets/budget-book.ts';
import type { BudgetChange, BudgetStore, GateAction, HeldKey } from '../../../core/budgets/budget-ports.ts';
import { changeForm } from '../../../core/budgets/change-form.ts';
import {
  changeBudget,
  createBudget,
  knownPeriod,
  liftGate,
  type ManagePorts,
  postRevenue,
  removeBudget,
  watchedScope,
} from '../../../core/budgets/manage-budgets.ts';
import type { StoredForm } from '../../../core/budgets/organisation-form.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../../../core/errors.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { budgetOf, NO_STAGE_BUDGETS } from '../../../testing/gate.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const RULES = { timeZone: 'UTC', trackedTags: ['tier'] };
const AUTHOR = { by: 'ann', at: NOW };
const usd = parseUsd;

/** Stored budgets in memory, at one version; every change is noted. */
function storeOf(budgets: readonly Budget[], { unreadable = [] as string[], stage = NO_STAGE_BUDGETS } = {}) {
  const stored = new Map(budgets.map((budget) => [budget.id, budget]));
  const revenue = new Map<string, bigint>();
  const changes: BudgetChange[] = [];
  const turned: [HeldKey, GateAction][] = [];
  let version = 1n;
  let form: StoredForm | undefined;
  let first: (() => Promise<unknown>) | undefined;
  const note = (change: BudgetChange) => {
    version++;
    changes.push(change);
  };
  const store: BudgetStore = {
    load: () =>
      Promise.resolve({
        version,
        budgets: [...stored.values()],
        form,
        revenue: revenue as never,
        unreadable,
      }),
    version: () => Promise.resolve(version),
    putBudget: async (budget, change, seen) => {
      const other = first;
      first = undefined;
      await other?.();
      if (seen !== undefined && seen !== version) return false;
      stored.set(budget.id, budget);
      note(change);
      return true;
    },
    deleteBudget: (id, change) => {
      stored.delete(id);
      note(change);
      return Promise.resolve();
    },
    putForm: (changed, change, seen) => {
      if (seen !== version) return Promise.resolve(false);
      form = changed;
      note(change);
      return Promise.resolve(true);
    },
    putRevenue: (period, amount, change) => {
      revenue.set(period, amount);
      note(change);
      return Promise.resolve();
    },
    note: () => Promise.resolve(),
    changes: () => Promise.resolve(changes),
  };
  const ports: ManagePorts = {
    store,
    books: new BudgetBookCache(store, stage),
    held: {
      turn: (key, action) => {
        const isNew = turned.every(([known]) => known.budgetId !== key.budgetId);
        if (isNew) turned.push([key, action]);
        return Promise.resolve(isNew);
      },
    },
    rules: RULES,
  };
  /** Another's change that comes just before the next budget is put. */
  const beFirst = (change: () => Promise<unknown>) => (first = change);
  return { ports, stored, changes, revenue, turned, beFirst };
}

describe('managing budgets', () => {
  it('notes who made, changed and took away which', async () => {
    const { ports, stored, changes } = storeOf([]);
    await createBudget(
      'b',
      { scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '5' },
      AUTHOR,
      ports,
    );
    const changed = await changeBudget(
      'b',
      { limitUsd: '7', enabled: false },
      { by: 'bob', at: NOW + 1 },
      ports,
    );
    expect(changed).toMatchObject({
      limit: { usd: usd('7') },
      createdBy: 'ann',
      createdAt: NOW,
      updatedBy: 'bob',
      updatedAt: NOW + 1,
    });
    await removeBudget('b', AUTHOR, ports);
    expect(stored.size).toBe(0);
    expect(changes.map(({ what, subject, by }) => `${by} ${what} ${subject}`)).toEqual([
      'ann created b',
      'bob changed enabled, limitUsd b',
      'ann deleted b',
    ]);
  });

  it('makes a change anew where another was first', async () => {
    const { ports, stored, beFirst } = storeOf([budgetOf('b')]);
    beFirst(() => changeBudget('b', { name: 'of another' }, AUTHOR, ports));
    await changeBudget('b', { limitUsd: '7' }, AUTHOR, ports);
    expect(stored.get('b')).toMatchObject({ name: 'of another', limit: { kind: 'fixed', usd: usd('7') } });
  });

  it('makes no budget with a channel that is taken away at the same moment', async () => {
    const { ports, stored, beFirst } = storeOf([]);
    const slack = { slackWebhookUrl: 'https://hooks.slack.com/services/x' };
    const secrets = { encrypt: () => Promise.resolve('sealed'), decrypt: () => Promise.resolve('') };
    const change = (input: OrganisationFormInput) =>
      changeForm(input, 'bob', NOW, { ...ports, secrets, development: true });
    await change(slack);
    const input: BudgetInput = {
      scope: { kind: 'organisation' },
      period: 'daily',
      limitUsd: '5',
      channels: ['slack'],
    };
    beFirst(() => change({ slackWebhookUrl: null }));
    await expect(createBudget('b', input, AUTHOR, ports)).rejects.toThrow(
      'channels slack: no address is set',
    );
    expect(stored.size).toBe(0);
    await change(slack);
    beFirst(() => change({ dailyLimit: '7' }));
    await createBudget('b', input, AUTHOR, ports);
    expect(stored.get('b')?.channels).toEqual(['slack']);
    await expect(change({ slackWebhookUrl: null })).rejects.toThrow('is where alerts of');
  });

  it('names a channel that reaches nobody beside what else is wrong', async () => {
    const { ports } = storeOf([budgetOf('b')]);
    const channels: BudgetInput['channels'] = ['slack'];
    const fields = [{ field: 'limitUsd' }, { field: 'channels' }];
    const scope = { kind: 'organisation' } as const;
    const made = createBudget('c', { scope, period: 'daily', channels }, AUTHOR, ports);
    await expect(made).rejects.toMatchObject({ fields });
    const changed = changeBudget('b', { limitUsd: '5', limitShareOfRevenue: '0.2', channels }, AUTHOR, ports);
    await expect(changed).rejects.toMatchObject({ fields });
  });

  it('takes no budget away that is of the stage or the form, and one that cannot be read by its id', async () => {
    const stage = { ...NO_STAGE_BUDGETS, budgets: [{ ...budgetOf('s'), source: 'stage' as const }] };
    const form = { ...budgetOf('f'), source: 'form' as const };
    const { ports, changes } = storeOf([form, budgetOf('mine')], { stage, unreadable: ['broken'] });
    await expect(removeBudget('s', AUTHOR, ports)).rejects.toThrow('"s" comes with the stage');
    await expect(removeBudget('f', AUTHOR, ports)).rejects.toThrow(ConflictError);
    await expect(changeBudget('f', { enabled: false }, AUTHOR, ports)).rejects.toThrow(
      /PUT \/budget\/config/,
    );
    await expect(removeBudget('nobody', AUTHOR, ports)).rejects.toThrow(NotFoundError);
    expect(changes).toEqual([]);
    await removeBudget('broken', AUTHOR, ports);
    await removeBudget('mine', AUTHOR, ports);
    await changeBudget('s', { enabled: false }, AUTHOR, ports);
    expect(changes.map(({ subject, what }) => `${what} ${subject}`)).toEqual([
      'deleted broken',
      'deleted mine',
      'changed enabled s',
    ]);
  });

  it('posts the revenue of a period, which has to be one', async () => {
    const { ports, revenue, changes } = storeOf([]);
    await postRevenue('2026-W47', usd('100'), AUTHOR, ports);
    expect([revenue.get('2026-W47'), changes[0]?.what]).toEqual([usd('100'), 'posted 2026-W47']);
    await expect(postRevenue('2026-W54', usd('100'), AUTHOR, ports)).rejects.toThrow(InvalidInputError);
    expect(knownPeriod('2026-W47')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
    expect(knownPeriod('2026-11')).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(knownPeriod('2026-11-20')).toEqual({ from: '2026-11-20', to: '2026-11-20' });
    expect(knownPeriod('lifetime')).toEqual({ from: undefined, to: undefined });
    for (const odd of ['2026-W00', '0000-W01', 'week', '2026-13'])
      expect(() => knownPeriod(odd)).toThrow(/^period must be a day/);
  });

  it('lifts a gate once, of the value that is meant', async () => {
    const each = budgetOf('each', { scope: { kind: 'user', id: '*' } });
    const { ports, turned } = storeOf([budgetOf('all'), each]);
    expect(await liftGate('all', undefined, AUTHOR, ports)).toMatchObject({
      gate: 'lifted',
      by: 'ann',
      key: { budgetId: 'all', value: ORGANISATION, period: '2026-11-20' },
    });
    expect(await liftGate('all', undefined, AUTHOR, ports)).toBeUndefined();
    await liftGate('each', 'user-1', AUTHOR, ports);
    expect(turned.map(([{ value }]) => value)).toEqual([ORGANISATION, { kind: 'user', id: 'user-1' }]);
    for (const value of [undefined, '*'])
      expect(() => watchedScope(each, value)).toThrow(
        'value is needed: this budget counts each user by itself',
      );
    expect(watchedScope(budgetOf('one', { scope: { kind: 'user', id: 'u' } }), 'other')).toEqual({
      kind: 'user',
      id: 'u',
    });
  });
});

import { ulid } from 'ulid';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import { applyByItself, keepAdvice } from '../../core/savings/keep-optimizations.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Looks for ways to spend less; where the stage says so, applies the best harmless one. */
export function findSavingsTask({ client, table, settings, clock, logger }: TaskContext): Task {
  const { lanes, timeZone, applySavings } = settings;
  const store = new DynamoBudgetStore(client, table, () => ulid(clock.now()));
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    history: new DynamoHistoryReader(client, table, settings),
    prices: overrideSource(settings, new DynamoOverrideStore(client, table)),
    advice: new DynamoAdviceStore(client, table),
    timeZone,
    budgets: {
      store,
      books: new BudgetBookCache(store, stageBudgets(settings, settings)),
      // Advice changes models, never addresses.
      secrets: { encrypt: refuse, decrypt: refuse },
      development: false,
    },
  };
  return async () => {
    const now = clock.now();
    const found = await keepAdvice(ports, now);
    const applied = applySavings ? await applyByItself(found, ports, now) : null;
    logger.info('savings', { found: found.found, kept: found.kept, applied });
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('the search for savings handles no secrets'));
}

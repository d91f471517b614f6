import { applyByItself, keepOptimizations } from '../../core/optimizations/keep-optimizations.ts';
import type { Task, TaskContext } from './task-context.ts';

type Parts = 'optimizations' | 'books' | 'budgets' | 'clock' | 'history' | 'prices' | 'settings' | 'totals';

/** Looks for ways to spend less; where the stage says so, applies the best harmless one. */
export function findOptimizationsTask({ ledger, logger }: TaskContext<Parts>): Task {
  const { optimizations, books, budgets, clock, history, prices, settings, totals } = ledger;
  const ports = {
    totals,
    history,
    prices,
    optimizations,
    timeZone: settings.timeZone,
    budgets: {
      store: budgets,
      books,
      // An optimization changes models, never addresses.
      secrets: { encrypt: refuse, decrypt: refuse },
      development: false,
    },
  };
  return async () => {
    const now = clock.now();
    const found = await keepOptimizations(ports, now);
    const applied = settings.applySavings ? await applyByItself(found, ports, now) : null;
    logger.info('savings', { found: found.found, kept: found.kept, applied });
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('the search for savings handles no secrets'));
}

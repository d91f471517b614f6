import { budgetInputSchema } from '../../contracts/api/budget-shapes.ts';
import { SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Budget } from '../../core/budgets/budget.ts';
import type { StoredForm } from '../../core/budgets/organisation-form.ts';
import { budgetAnswer, readBudget } from '../../core/budgets/read-budget.ts';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { escapeKey } from './keys.ts';

/** Sort key of a budget in its collection. */
export function budgetItemSort(id: string): string {
  return `${SORT_PREFIX.budget}${escapeKey(id)}`;
}

/** A budget as text: what the API answers of it. */
export function budgetJson(budget: Budget): string {
  return JSON.stringify(budgetAnswer(budget));
}

/** Reads a stored budget. It was checked when it was written: a tag that is no longer tracked stays readable. */
export function budgetOfJson(text: string): Budget {
  const { id, source, createdAt, createdBy, updatedAt, updatedBy, ...own } = JSON.parse(text) as ReturnType<
    typeof budgetAnswer
  > & { createdAt?: string; createdBy?: string; updatedAt?: string; updatedBy?: string };
  const input = budgetInputSchema.parse(own);
  const origin = {
    id,
    source,
    createdAt: createdAt === undefined ? undefined : Date.parse(createdAt),
    createdBy,
    updatedAt: updatedAt === undefined ? undefined : Date.parse(updatedAt),
    updatedBy,
  };
  return readBudget(input, origin, { timeZone: '', trackedTags: [input.scope?.type ?? ''] });
}

const AMOUNTS = new Set([
  'monthlyLimit',
  'dailyLimit',
  'warningThreshold',
  'criticalThreshold',
  'emergencyThreshold',
]);

/** The stored form as text; amounts as decimal strings. */
export function formJson(form: StoredForm): string {
  return JSON.stringify(form, (_, value: unknown) =>
    typeof value === 'bigint' ? formatDecimal(value) : value,
  );
}

/** Reads the stored form. */
export function formOfJson(text: string): StoredForm {
  const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      AMOUNTS.has(name) && typeof value === 'string' ? parseDecimal(value) : value,
    ]),
  ) as StoredForm;
}

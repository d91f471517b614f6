import type { BudgetInput, OrganisationFormInput } from '../../contracts/api/budget-shapes.ts';
import type { StageBudgets } from './budget-book.ts';
import { formSettingsOf } from './change-form.ts';
import { type BudgetRules, readBudget } from './read-budget.ts';

/** What a stage's settings say of budgets. */
export interface StageBudgetSettings {
  readonly budgets: readonly (BudgetInput & { readonly id: string })[];
  readonly organisationBudget: Omit<
    OrganisationFormInput,
    'slackWebhookUrl' | 'webhookUrl' | 'webhookSigningKey'
  >;
}

/** The budgets a stage brings along. Throws InvalidInputError that names the field. */
export function stageBudgets(settings: StageBudgetSettings, rules: BudgetRules): StageBudgets {
  return {
    budgets: settings.budgets.map(({ id, ...input }) => readBudget(input, { id, source: 'stage' }, rules)),
    form: formSettingsOf(settings.organisationBudget),
  };
}

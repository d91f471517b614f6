import type { BudgetInput, OrganisationFormInput } from '../../contracts/api/budget-shapes.ts';
import type { StageBudgets } from './budget-book.ts';
import { formSettingsOf } from './change-form.ts';
import { type BudgetRules, readBudget } from './parse-budget.ts';

/** Type of the resources that the canary of alerting spends for. */
export const CANARY_TYPE = 'costkeeper-canary';

/** Any spend of the canary passes it; its alert goes to the bus alone, and its gate denies nothing. */
export const CANARY_BUDGET: BudgetInput & { readonly id: string; readonly limitUsd: string } = {
  id: 'alert-canary',
  name: 'Canary of alerting',
  scope: { kind: 'resource', type: CANARY_TYPE, id: '*' },
  period: 'lifetime',
  limitUsd: '0.000000000001',
  thresholds: [{ percent: 100, severity: 'warning' }],
  enforcement: 'alert',
  channels: [],
};

/** What a stage's settings say of budgets. */
export interface StageBudgetSettings {
  readonly alertCanary?: boolean;
  /** Whether the stage has a sender of mails; absent: it has. */
  readonly mails?: boolean;
  readonly budgets: readonly (BudgetInput & { readonly id: string })[];
  readonly organisationBudget: Omit<
    OrganisationFormInput,
    'slackWebhookUrl' | 'webhookUrl' | 'webhookSigningKey'
  >;
}

/** The budgets a stage brings along. Throws InvalidInputError that names the field. */
export function stageBudgets(settings: StageBudgetSettings, rules: BudgetRules): StageBudgets {
  return {
    budgets: [...settings.budgets, ...(settings.alertCanary ? [CANARY_BUDGET] : [])].map(({ id, ...input }) =>
      readBudget(input, { id, source: 'stage' }, rules),
    ),
    form: {
      ...(settings.mails === false ? { emailAlerts: false } : {}),
      ...formSettingsOf(settings.organisationBudget),
    },
    mails: settings.mails,
  };
}

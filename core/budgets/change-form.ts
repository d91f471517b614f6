import type { OrganisationFormInput } from '../../contracts/api/budget-shapes.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { BudgetBook, BudgetBookCache } from './budget-book.ts';
import type { BudgetStore, SecretBox } from './budget-ports.ts';
import type { FormSettings, StoredForm } from './organisation-form.ts';
import { decimalOf } from './read-amounts.ts';

const AMOUNTS = ['monthlyLimit', 'dailyLimit'] as const;
const PERCENTS = ['warningThreshold', 'criticalThreshold', 'emergencyThreshold'] as const;

/** The parsed form with its amounts as Decimals; the webhook's address is left out. */
export function formSettingsOf(input: OrganisationFormInput): FormSettings & StoredForm {
  const { slackWebhookUrl: _secret, ...rest } = input;
  const settings: Record<string, unknown> = { ...rest };
  for (const name of [...AMOUNTS, ...PERCENTS]) {
    const value = input[name];
    if (value !== undefined && value !== null) settings[name] = decimalOf(value);
  }
  return settings;
}

export interface FormPorts {
  readonly store: BudgetStore;
  readonly books: BudgetBookCache;
  readonly secrets: SecretBox;
}

/**
 * Changes the fields that `input` names and leaves the rest as it is; the webhook's address is sealed
 * before it is stored. Answers the budgets as they are now.
 */
export async function changeForm(
  input: OrganisationFormInput,
  by: string,
  at: Instant,
  { store, books, secrets }: FormPorts,
): Promise<BudgetBook> {
  const { form } = await store.load();
  const { slackWebhookUrl } = input;
  const sealed =
    slackWebhookUrl === undefined || slackWebhookUrl === null
      ? slackWebhookUrl
      : await secrets.encrypt(slackWebhookUrl);
  const changed: StoredForm = {
    ...form,
    ...formSettingsOf(input),
    ...(sealed === undefined ? {} : { sealedSlackWebhook: sealed }),
  };
  const what = `changed ${Object.keys(input).sort().join(', ')}`;
  await store.putForm(changed, { at, by, subject: 'organisation', what });
  return books.current();
}

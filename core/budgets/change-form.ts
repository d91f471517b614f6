import type { OrganisationFormInput } from '../../contracts/api/budget-shapes.ts';
import { checkAll, InvalidInputError } from '../errors.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { BudgetBook, BudgetBookCache } from './budget-book.ts';
import { checkThresholdOrder, THRESHOLD_FIELDS } from './check-threshold-order.ts';
import { checkFormChannels } from './check-channels.ts';
import { changeOnce } from './change-once.ts';
import type { BudgetStore, SecretBox } from './budget-ports.ts';
import type { FormSettings, StoredForm } from './organisation-form.ts';
import { decimalOf } from './read-amounts.ts';
import { checkWebhookAddress } from './webhook-address.ts';

const AMOUNTS = ['monthlyLimit', 'dailyLimit'] as const;

/** Fields that are stored sealed, under another name. */
const SECRETS = {
  slackWebhookUrl: 'sealedSlackWebhook',
  webhookUrl: 'sealedWebhook',
  webhookSigningKey: 'sealedWebhookKey',
} as const;
const SECRET_NAMES = ['slackWebhookUrl', 'webhookUrl', 'webhookSigningKey'] as const;

/** The parsed form with its amounts as Decimals; secrets are left out. */
export function formSettingsOf(input: OrganisationFormInput): FormSettings & StoredForm {
  const { slackWebhookUrl: _slack, webhookUrl: _webhook, webhookSigningKey: _key, ...rest } = input;
  const settings: Record<string, unknown> = { ...rest };
  for (const name of [...AMOUNTS, ...THRESHOLD_FIELDS]) {
    const value = input[name];
    if (value !== undefined && value !== null) settings[name] = decimalOf(value);
  }
  return settings;
}

export interface FormPorts {
  readonly store: BudgetStore;
  readonly books: BudgetBookCache;
  readonly secrets: SecretBox;
  /** A developer's stage: webhooks may point to this machine. */
  readonly development: boolean;
}

/**
 * Changes the fields that `input` names and leaves the rest as it is; addresses and keys of webhooks are
 * sealed before they are stored. Answers the budgets as they are now. Throws InvalidInputError for an
 * address that a webhook must not have, for thresholds that would not rise from warning to emergency, and for a
 * channel that could not tell anybody, of the form or of a budget that names it.
 */
export async function changeForm(
  input: OrganisationFormInput,
  by: string,
  at: Instant,
  { store, books, secrets, development }: FormPorts,
): Promise<BudgetBook> {
  const sealed = await sealSecrets(input, secrets, development);
  const what = `changed ${Object.keys(input).sort().join(', ')}`;
  return changeOnce(async () => {
    const stored = await store.load();
    const before = books.bookOf(stored);
    const changed: StoredForm = { ...stored.form, ...formSettingsOf(input), ...sealed };
    const after = books.formOf(changed);
    checkAll(
      () => checkThresholdOrder(after, input),
      () => checkFormChannels({ form: before.form, budgets: before.budgets() }, after, books.mails),
    );
    const written = await store.putForm(changed, { at, by, subject: 'organisation', what }, stored.version);
    return written ? books.current() : undefined;
  });
}

async function sealSecrets(
  input: OrganisationFormInput,
  secrets: SecretBox,
  development: boolean,
): Promise<StoredForm> {
  checkAll(
    ...(['slackWebhookUrl', 'webhookUrl'] as const).map((name) => () => {
      const address = input[name] ?? undefined;
      if (address !== undefined) checkWebhookAddress(address, name, development);
    }),
  );
  const sealed: Record<string, string | null> = {};
  for (const name of SECRET_NAMES) {
    const clear = input[name];
    if (clear === undefined) continue;
    sealed[SECRETS[name]] = clear === null ? null : await seal(name, clear, secrets);
  }
  return sealed;
}

/** Says which field it is that the stage cannot keep. */
async function seal(field: string, clear: string, secrets: SecretBox): Promise<string> {
  try {
    return await secrets.encrypt(clear);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.message, [{ field, message: error.message }]);
  }
}

import type { OrganisationForm } from '../../api/types.ts';

/** Secrets while they are being written; empty ones stay as they are. */
export interface Secrets {
  readonly slackWebhookUrl: string;
  readonly webhookUrl: string;
  readonly webhookSigningKey: string;
}

export const NO_SECRETS: Secrets = { slackWebhookUrl: '', webhookUrl: '', webhookSigningKey: '' };

/** Mail addresses separated by commas, semicolons, spaces or lines. */
function readRecipients(text: string): string[] {
  return text.split(/[\s,;]+/).filter((address) => address !== '');
}

/**
 * What a PUT of the form carries: what was changed on the page, recipients that were typed, and secrets that were
 * written. The other fields may have been changed by somebody else meanwhile.
 */
export function organisationFormBody(
  changes: Partial<OrganisationForm>,
  recipients: string | undefined,
  secrets: Secrets,
) {
  const written = Object.entries(secrets).flatMap(([name, value]: [string, string]) =>
    value.trim() === '' ? [] : [[name, value.trim()] as const],
  );
  return {
    ...changes,
    ...(recipients === undefined ? {} : { emailRecipients: readRecipients(recipients) }),
    ...Object.fromEntries(written),
  };
}

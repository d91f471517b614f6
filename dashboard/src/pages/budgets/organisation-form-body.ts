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

/** What a PUT of the form carries: the fields on the page, and secrets that were written. */
export function organisationFormBody(form: OrganisationForm, recipients: string, secrets: Secrets) {
  const { monthlyLimit, dailyLimit, warningThreshold, criticalThreshold, emergencyThreshold } = form;
  const { emailAlerts, slackAlerts, webhookAlerts, projectedAlerts, autoScaleDown, emergencyStop } = form;
  const written = Object.entries(secrets).flatMap(([name, value]: [string, string]) =>
    value.trim() === '' ? [] : [[name, value.trim()] as const],
  );
  return {
    monthlyLimit,
    dailyLimit,
    warningThreshold,
    criticalThreshold,
    emergencyThreshold,
    emailAlerts,
    slackAlerts,
    webhookAlerts,
    projectedAlerts,
    autoScaleDown,
    emergencyStop,
    emailRecipients: readRecipients(recipients),
    ...Object.fromEntries(written),
  };
}

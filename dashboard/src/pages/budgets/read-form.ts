/** Mail addresses separated by commas, semicolons, spaces or lines. */
export function readRecipients(text: string): string[] {
  return text.split(/[\s,;]+/).filter((address) => address !== '');
}

/** The field that sets the webhook; empty leaves it as it is. */
export function readSecret(text: string): { slackWebhookUrl?: string } {
  const address = text.trim();
  return address === '' ? {} : { slackWebhookUrl: address };
}

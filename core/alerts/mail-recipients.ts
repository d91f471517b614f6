import type { Alert, ChannelName, Delivery } from './alert.ts';

/** What says whom mails about a budget go to. */
export interface Readers {
  /** Recipients of the organisation's form. */
  readonly recipients: readonly string[];
  /** The mail address of a user; undefined where it is not known. */
  readonly mailOf: (userId: string) => Promise<string | undefined>;
}

/**
 * A raised alert with the deliveries of its mails: one about a user's own limit goes to that user as a mail
 * of its own, with a delivery of its own, so that one that fails does not repeat the other. A user who is
 * among the recipients gets theirs; without recipients the user's is the only one. Rejects on outages.
 */
export async function withOwnMail(alert: Alert, { recipients, mailOf }: Readers): Promise<Alert> {
  const { kind, key, deliveries, createdAt } = alert;
  if (kind !== 'budget' || key.value.kind !== 'user' || !deliveries.has('email')) return alert;
  const own = (await mailOf(key.value.id))?.toLowerCase();
  if (own === undefined || recipients.some((address) => address.toLowerCase() === own)) return alert;
  const both = new Map<ChannelName, Delivery>(deliveries);
  both.set('user-email', { status: 'PENDING', attempts: 0, unknown: 0, nextAt: createdAt });
  if (recipients.length === 0) both.delete('email');
  return { ...alert, deliveries: both };
}

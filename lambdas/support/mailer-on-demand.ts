import type { Mailer } from '../../core/alerts/channel-ports.ts';
import { once } from '../../core/once.ts';

/** Mails from a verified sender; their client is loaded by the first one. */
export function mailerOnDemand(sender: string): Mailer {
  const open = once(async () => (await import('../../adapters/ses/ses-mailer.ts')).sesMailer(sender));
  return { send: async (mail) => await (await open()).send(mail) };
}

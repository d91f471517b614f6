import { type Alert, alertFamily } from './alert.ts';
import { crossingsOf } from './alert-crossing.ts';
import { makeAlertMail, makeGroupMail, makeUserAlertMail } from './alert-mail.ts';
import { CannotDeliverError, type Channel } from './alert-ports.ts';
import type { ChannelPorts } from './channel-ports.ts';

const NO_SENDER = 'this stage has no sender: set mailSender in config/stages.ts';

/** A mail to the recipients of the organisation's form; the alert that names it is its subject's and its header's. */
export function emailChannel({ books, mailer, facts, dashboardUrl }: ChannelPorts): Channel {
  const sendTogether = async (alerts: readonly Alert[]) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const to = (await books.current()).form.emailRecipients;
    if (to.length === 0) {
      throw new CannotDeliverError('no recipient: name emailRecipients with PUT /budget/config');
    }
    const crossings = crossingsOf(alerts);
    const [together, ...more] = crossings;
    const [{ id, key, correlationId }] = together;
    const content =
      more.length === 0
        ? makeAlertMail(together, await facts(together[0]), dashboardUrl)
        : makeGroupMail(crossings, dashboardUrl);
    const thread = more.length === 0 ? alertFamily(key) : undefined;
    await mailer.send({ ...content, to, alertId: id, thread, correlationId });
  };
  return { send: (alert) => sendTogether([alert]), sendTogether };
}

/** A mail of the user's own: it shows neither the recipients of the form nor the organisation's optimizations. */
export function userEmailChannel({ mailer, facts, mailOf, dashboardUrl }: ChannelPorts): Channel {
  const sendTogether = async (alerts: readonly Alert[]) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const [together] = crossingsOf(alerts);
    const [alert] = together;
    const to = await mailOf(alert.key.value.id);
    if (to === undefined) throw new CannotDeliverError('no mail address is known of this user any more');
    const content = makeUserAlertMail(together, await facts(alert), dashboardUrl);
    const { id: alertId, key, correlationId } = alert;
    await mailer.send({ ...content, to: [to], alertId, thread: alertFamily(key), correlationId });
  };
  return { send: (alert) => sendTogether([alert]), sendTogether };
}

import type { ReportMail } from '../mail/report-mail.ts';
import type { Alert } from './alert.ts';
import { makeAlertMail, makeGroupMail, makeUserAlertMail } from './alert-mail.ts';
import { CannotDeliverError, type Channel } from './alert-ports.ts';
import type { ChannelPorts } from './channel-ports.ts';

const NO_SENDER = 'this stage has no sender: set mailSender in config/stages.ts';

/** A mail to the recipients of the organisation's form. */
export function emailChannel({ books, mailer, facts, dashboardUrl }: ChannelPorts): Channel {
  const mail = async (alert: Alert, content: () => ReportMail | Promise<ReportMail>) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const to = (await books.current()).form.emailRecipients;
    if (to.length === 0) {
      throw new CannotDeliverError('no recipient: name emailRecipients with PUT /budget/config');
    }
    await mailer.send({ ...(await content()), to, alertId: alert.id, correlationId: alert.correlationId });
  };
  return {
    send: (alert) => mail(alert, async () => makeAlertMail(alert, await facts(alert), dashboardUrl)),
    sendTogether: (alerts) => mail(alerts[0] as Alert, () => makeGroupMail(alerts, dashboardUrl)),
  };
}

/** A mail of the user's own: it shows neither the recipients of the form nor the organisation's optimizations. */
export function userEmailChannel({ mailer, facts, mailOf, dashboardUrl }: ChannelPorts): Channel {
  const mail = async (alerts: readonly [Alert, ...Alert[]]) => {
    if (!mailer) throw new CannotDeliverError(NO_SENDER);
    const [alert] = alerts;
    const to = await mailOf(alert.key.value.id);
    if (to === undefined) throw new CannotDeliverError('no mail address is known of this user any more');
    const content = makeUserAlertMail(alerts, await facts(alert), dashboardUrl);
    await mailer.send({ ...content, to: [to], alertId: alert.id, correlationId: alert.correlationId });
  };
  return { send: (alert) => mail([alert]), sendTogether: (alerts) => mail(alerts as [Alert, ...Alert[]]) };
}

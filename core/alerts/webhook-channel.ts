import { createHmac } from 'node:crypto';
import { checkWebhookAddress } from '../budgets/webhook-address.ts';
import { InvalidInputError } from '../errors.ts';
import { alertMessage } from './alert-answer.ts';
import { CannotDeliverError, type Channel } from './alert-ports.ts';
import { ALERT_HEADER, type ChannelPorts } from './channel-ports.ts';

/** A signed message to the webhook of the organisation's form. */
export function webhookChannel({ books, poster, secrets, development, clock }: ChannelPorts): Channel {
  return {
    send: async (alert) => {
      const { sealedWebhook, sealedWebhookKey } = (await books.current()).form;
      if (sealedWebhook === undefined || sealedWebhookKey === undefined) {
        const message = 'no webhook is set: give webhookUrl and webhookSigningKey with PUT /budget/config';
        throw new CannotDeliverError(message);
      }
      const url = openWebhookAddress(await secrets.decrypt(sealedWebhook), 'webhookUrl', development);
      const body = JSON.stringify(alertMessage(alert));
      const timestamp = String(Math.floor(clock.now() / 1000));
      const signature = webhookSignature(await secrets.decrypt(sealedWebhookKey), timestamp, body);
      const headers = {
        [ALERT_HEADER]: alert.id,
        'X-Costkeeper-Timestamp': timestamp,
        'X-Costkeeper-Signature': `v1=${signature}`,
      };
      await poster.post(url, headers, body);
    },
  };
}

/** HMAC-SHA256 in hex over `<timestamp>.<body>`: a receiver refuses old timestamps and other bodies. */
export function webhookSignature(key: string, timestamp: string, body: string): string {
  return createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
}

/** The address of a webhook as it was stored; checked again, for a setting of the stage may have changed since. */
export function openWebhookAddress(text: string, field: string, development: boolean): URL {
  try {
    return checkWebhookAddress(text, field, development);
  } catch (error) {
    if (error instanceof InvalidInputError) throw new CannotDeliverError(error.message, { cause: error });
    throw error;
  }
}

import { Buffer } from 'node:buffer';
import { SendRawEmailCommand, SESClient, type SESClientConfig } from '@aws-sdk/client-ses';
import { OutcomeUnknownError } from '../../core/alerts/alert-ports.ts';
import type { Mailer } from '../../core/alerts/channel-ports.ts';
import { UnavailableError } from '../../core/errors.ts';
import { mimeMessage } from './mime-message.ts';

/** An answer that takes longer is lost. */
const ANSWER_MS = 10_000;
/** Failures before anything was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Mails from one verified sender. Each call is one request: repeating is left to the caller, who knows
 * what may have arrived.
 */
export function sesMailer(sender: string, config: SESClientConfig = {}): Mailer {
  const client = new SESClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: ANSWER_MS },
    ...config,
  });
  return {
    send: async (mail) => {
      const command = new SendRawEmailCommand({
        Source: sender,
        Destinations: [...mail.to],
        RawMessage: { Data: Buffer.from(mimeMessage(sender, mail)) },
        Tags: [{ Name: 'costkeeper-alert', Value: mail.alertId }],
      });
      try {
        await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS) });
      } catch (error) {
        throw mailError(error);
      }
    },
  };
}

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** SES refused it or was never reached: surely not sent. No answer, or 500: unknown. */
function mailError(error: unknown): Error {
  const { name, code, $metadata } = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const what = `SES: ${name ?? 'error'}${status === undefined ? '' : ` (${status})`}`;
  const refused = status !== undefined && (status < 500 || status === 503);
  if (refused || NOT_SENT.has(code ?? '')) return new UnavailableError(what, { cause: error });
  return new OutcomeUnknownError(what, { cause: error });
}

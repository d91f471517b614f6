import type { ApiAccess } from './api-request.ts';
import type { CostkeeperOptions } from './costkeeper-options.ts';
import { createHttpTransport } from './http-transport.ts';
import type { SqsSender } from './sqs-transport.ts';
import { SendFailure, type Transport } from './transport.ts';

/** Makes the transport of a queue; the entry without SQS has none. */
export type SqsTransportMaker = (queueUrl: string, client?: SqsSender) => Transport;

export function apiAccessOf(options: CostkeeperOptions): ApiAccess | undefined {
  const { apiUrl, token, fetch } = options;
  return apiUrl ? { apiUrl, token, fetch } : undefined;
}

/**
 * Without an address nothing is thrown: a missing variable must not stop the application that the ledger
 * serves. It is said at once, and every event is counted as lost.
 */
function createMissingTransport(problem: string): Transport {
  return {
    send: () => Promise.reject(new SendFailure(problem, { permanent: true })),
  };
}

/** Chooses by what is configured: a queueUrl means SQS, else an apiUrl means HTTP. */
export function configureTransport(
  options: CostkeeperOptions,
  warn: (text: string) => void,
  sqsTransport: SqsTransportMaker | undefined,
): Transport {
  const { transport, queueUrl, sqsClient } = options;
  if (typeof transport === 'object') return transport;
  if (sqsTransport && queueUrl && transport !== 'http') return sqsTransport(queueUrl, sqsClient);
  const access = apiAccessOf(options);
  if (access && transport !== 'sqs') return createHttpTransport(access);
  const missing = transport === 'sqs' ? 'queueUrl' : transport === 'http' ? 'apiUrl' : 'queueUrl or apiUrl';
  const problem = `no ${missing} was given to createCostkeeper, so usage cannot be sent`;
  warn(`costkeeper: ${problem}`);
  return createMissingTransport(problem);
}

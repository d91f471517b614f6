import type { TokenSource } from './api-request.ts';
import type { GateOptions } from './gate-types.ts';
import type { DeadLetterCallback } from './losses.ts';
import type { BatchOptions, RetryOptions } from './send-defaults.ts';
import type { SqsSender } from './sqs-transport.ts';
import type { PriceHint } from './tally.ts';
import type { Transport } from './transport.ts';
import type { UsageContext } from './usage-context.ts';

/** How a client is made. One per process is enough; make it outside the handler. */
export interface CostkeeperOptions {
  /** The usage queue; needs `@aws-sdk/client-sqs` and the right to send. */
  queueUrl?: string | undefined;
  /** The API, for the gate and for `transport: 'http'`. */
  apiUrl?: string | undefined;
  /** A writer's bearer token, or a function that gives the current one. */
  token?: TokenSource | undefined;
  /** `sqs` if there is a queueUrl, else `http`; or a transport of your own. */
  transport?: 'sqs' | 'http' | Transport | undefined;
  /** An SQS client to share; it keeps its own retries, which come on top of this client's. */
  sqsClient?: SqsSender | undefined;
  /** Replaces the global fetch towards the API, for example to sign requests with IAM. */
  fetch?: typeof fetch | undefined;
  /** Attribution of everything that is recorded outside a context too. */
  defaults?: UsageContext | undefined;
  batch?: BatchOptions | undefined;
  retry?: RetryOptions | undefined;
  /** Bytes of events that may wait, 8 MiB by default; beyond it the newest event is refused and counted. */
  maxBufferedBytes?: number | undefined;
  /** Receives what could not be delivered, for example to write it to a file. */
  onDeadLetter?: DeadLetterCallback | undefined;
  /** Sends what is buffered on SIGTERM, SIGINT and at the end of the process; true by default. */
  flushOnExit?: boolean | undefined;
  /** How long a flush may take, 10,000 ms by default. */
  flushTimeoutMs?: number | undefined;
  gate?: GateOptions | undefined;
  /** Prices for `currentCost()`; rows of `GET /prices` fit. */
  prices?: readonly PriceHint[] | undefined;
  /** Where warnings go, `console.warn` by default; they name no content. */
  warn?: ((text: string) => void) | undefined;
  /** Milliseconds since 1970. */
  now?: (() => number) | undefined;
  makeId?: (() => string) | undefined;
}

import { SQSClient } from '@aws-sdk/client-sqs';

/** A client for the ledger's queues; region and endpoint come from the function's environment. */
export function sqsClient(): SQSClient {
  return new SQSClient({});
}

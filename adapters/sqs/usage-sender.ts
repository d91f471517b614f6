import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { UsageSender } from '../../core/usage/accept-events.ts';

/** Sends usage messages to the ledger's queue. */
export class SqsUsageSender implements UsageSender {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(body: string): Promise<void> {
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: body }));
  }
}

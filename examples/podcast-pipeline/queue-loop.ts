import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type MessageAttributeValue,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { LambdaContext } from '../../client/lambda.ts';
import type { Endpoints } from '../support/options.ts';

type Handler = (event: SQSEvent, context: LambdaContext) => Promise<unknown>;

export function lambdaContext(functionName: string): LambdaContext {
  const ends = Date.now() + 30_000;
  return { functionName, memoryLimitInMB: '512', getRemainingTimeInMillis: () => ends - Date.now() };
}

function attributesOf(attributes: Record<string, MessageAttributeValue>): SQSRecord['messageAttributes'] {
  const named = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
    name,
    { dataType: DataType ?? 'String', stringValue: StringValue ?? '' },
  ]);
  return Object.fromEntries(named) as SQSRecord['messageAttributes'];
}

/** Replaces the event source mappings that AWS runs: two queues, and a Lambda behind each. */
export class QueueLoop {
  readonly #sqs: SQSClient;
  readonly #origin: string;

  constructor({ sqs, region }: Endpoints) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#sqs = new SQSClient({ endpoint: sqs, region, credentials });
    this.#origin = sqs;
  }

  async createQueue(name: string): Promise<string> {
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: name }));
    return this.#origin + new URL(QueueUrl).pathname;
  }

  /** Waits for one message and invokes the Lambda with it. */
  async deliver(QueueUrl: string, name: string, handler: Handler): Promise<void> {
    const ask = { QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(ask));
    for (const { Body = '', MessageId = '', ReceiptHandle = '', MessageAttributes = {} } of Messages) {
      const messageAttributes = attributesOf(MessageAttributes);
      const record = { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, messageAttributes };
      await handler({ Records: [record as SQSRecord] }, lambdaContext(name));
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }

  async end(...queueUrls: string[]): Promise<void> {
    for (const QueueUrl of queueUrls) await this.#sqs.send(new DeleteQueueCommand({ QueueUrl }));
    this.#sqs.destroy();
  }
}

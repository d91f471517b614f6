import {
  GetQueueUrlCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import type { ArrivedEvent } from './collecting-transport.ts';

/** A queue of an SQS inside this process, and all that arrived in it. */
export interface LocalQueue extends AsyncDisposable {
  queueUrl: string;
  client: SQSClient;
  drain(): Promise<{ messages: number; events: ArrivedEvent[]; attributes: unknown[] }>;
}

export async function startLocalQueue(): Promise<LocalQueue> {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: 'us-east-1' });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
  await client.send(new CreateQueueCommand({ QueueName: 'usage' }));
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: 'usage' }));
  const queueUrl = `${endpoint}${new URL(QueueUrl).pathname}`;
  return {
    queueUrl,
    client,
    drain: () => drain(client, queueUrl),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.stop();
    },
  };
}

async function drain(client: SQSClient, QueueUrl: string) {
  const events: ArrivedEvent[] = [];
  const attributes: unknown[] = [];
  let messages = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return { messages, events, attributes };
    messages += Messages.length;
    for (const { Body = '', MessageAttributes } of Messages) {
      const body = JSON.parse(Body) as { events?: ArrivedEvent[] } & ArrivedEvent;
      events.push(...(body.events ?? [body]));
      attributes.push(MessageAttributes);
    }
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: `m${i}`, ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

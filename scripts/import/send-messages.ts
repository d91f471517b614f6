import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The usage queue: of the running local system, or of a stage by its address. */
export interface QueueTarget {
  readonly queueUrl: string;
  /** The local system's SQS; absent: AWS with the caller's own credentials. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

const MOST_TRIES = 8;

/** A function that puts messages on the queue and tries again what was not taken. */
export function queueSender({
  queueUrl,
  endpoint,
  region,
}: QueueTarget): (bodies: readonly string[]) => Promise<void> {
  const client = new SQSClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined
      ? {}
      : { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  return async (bodies) => {
    let waiting = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    for (let tries = 1; waiting.length > 0; tries++) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: waiting }),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      waiting = waiting.filter(({ Id }) => failed.has(Id));
      if (waiting.length === 0) return;
      if (tries === MOST_TRIES)
        throw new Error(
          `the queue refused ${waiting.length} messages: ${Failed[0]?.Message ?? Failed[0]?.Code}`,
        );
      await delay(100 * 2 ** tries);
    }
  };
}

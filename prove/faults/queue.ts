import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { PlannedMessage, SentEvent } from './messages.ts';

export interface QueuedMessage {
  readonly messageId: string;
  readonly sentAt: number;
  readonly body: string;
  readonly events: readonly SentEvent[];
  receives: number;
  /** `abandoned`: moved to the dead-letter queue and sent again under another id. */
  state: 'visible' | 'in flight' | 'done' | 'abandoned';
}

/** An SQS standard queue: at least once, in any order. */
export class FaultQueue {
  readonly messages: QueuedMessage[] = [];

  send({ body, events }: Pick<PlannedMessage, 'body' | 'events'>, messageId: string, sentAt: number): void {
    this.messages.push({ messageId, sentAt, body, events, receives: 0, state: 'visible' });
  }

  in(state: QueuedMessage['state']): QueuedMessage[] {
    return this.messages.filter((message) => message.state === state);
  }

  receive(messages: readonly QueuedMessage[]): SQSEvent {
    for (const message of messages) {
      message.state = 'in flight';
      message.receives++;
    }
    const Records = messages.map(({ messageId, sentAt, body }) => ({
      messageId,
      body,
      attributes: { SentTimestamp: String(sentAt) },
    }));
    return { Records } as unknown as SQSEvent;
  }

  /** The batch's answer, or none: everything comes back. */
  settle(messages: readonly QueuedMessage[], response: SQSBatchResponse | undefined): void {
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of messages) {
      if (message.state !== 'in flight') continue;
      message.state = response === undefined || failed.has(message.messageId) ? 'visible' : 'done';
    }
  }
}

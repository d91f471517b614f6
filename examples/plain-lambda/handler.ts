/**
 * A Lambda that sends its usage with client-sqs and no library of ours: the message is plain JSON. It needs
 * the queue's address and the right to send to it.
 */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';

const sqs = new SQSClient({});
const QueueUrl = process.env['COSTKEEPER_QUEUE_URL'];

interface Job {
  jobId: string;
  userId: string;
  text: string;
}

/** Replaces a call of a provider; its answer names the tokens that it used. */
function translate(text: string): {
  text: string;
  usage: { prompt_tokens: number; completion_tokens: number };
} {
  return { text: text.toUpperCase(), usage: { prompt_tokens: 120, completion_tokens: 80 } };
}

export async function handler(job: Job): Promise<{ text: string }> {
  const { text, usage } = translate(job.text);
  // The id and the time are made once: if this message is sent again, they must be the same.
  const event = {
    id: randomUUID(),
    occurredAt: new Date().toISOString(),
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens },
    operation: 'translate',
    userId: job.userId,
    resource: { type: 'translation', id: job.jobId },
  };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  return { text };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCall } from '../aws-json.ts';
import { compileFilters } from '../filter-pattern.ts';
import { MAX_SANDBOXES } from '../lambda/functions.ts';
import type { LambdaFunction } from '../lambda/functions.ts';
import { runsOf } from '../lambda/recursion.ts';
import { list, number, record, text } from '../template.ts';

/** A message as ReceiveMessage gives it. */
interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Record<string, Record<string, unknown>>;
}

/** What a mapping from a queue needs to run. */
export interface QueueMappingSettings {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  /** Resolved properties of the event source mapping. */
  readonly properties: Record<string, unknown>;
  readonly sqs: AwsCall;
  readonly target: Pick<LambdaFunction, 'invoke' | 'arn'>;
  readonly report: (error: unknown) => void;
}

const PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * Reads a queue as Lambda does: batches of BatchSize gathered for at most the window (at once without one),
 * MaximumConcurrency batches at a time. Done messages are deleted; all others come back when their
 * visibility time-out ends. Runs until the signal; then waits for batches under way.
 */
export async function runQueueMapping(settings: QueueMappingSettings, signal: AbortSignal): Promise<void> {
  const { properties, report } = settings;
  const concurrency = Math.min(
    number(record(properties['ScalingConfig'])['MaximumConcurrency'], MAX_SANDBOXES),
    MAX_SANDBOXES,
  );
  const passes = compileFilters(properties['FilterCriteria']);
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    if (running.size >= concurrency) {
      await Promise.race(running);
      continue;
    }
    try {
      const batch = await gather(settings, signal);
      const wanted = batch.filter((message) => passes({ body: parsed(message.Body) }));
      if (wanted.length < batch.length) {
        await remove(
          settings,
          batch.filter((message) => !wanted.includes(message)),
        );
      }
      if (wanted.length === 0) continue;
      const work = invoke(settings, wanted)
        .catch(report)
        .finally(() => running.delete(work));
      running.add(work);
    } catch (error) {
      if (signal.aborted) break;
      report(error);
      await sleep(200);
    }
  }
  await Promise.all(running);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function gather(
  { properties, sqs, queueUrl }: QueueMappingSettings,
  signal: AbortSignal,
): Promise<Message[]> {
  const size = number(properties['BatchSize'], 10);
  const windowMs = number(properties['MaximumBatchingWindowInSeconds'], 0) * 1000;
  const batch: Message[] = [];
  let bytes = 0;
  let deadline = Infinity;
  while (batch.length < size && bytes < PAYLOAD_BYTES - 1024 * 1024 && !signal.aborted) {
    const left = Math.max(0, Math.min(20, Math.ceil((deadline - Date.now()) / 1000)));
    const request = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(10, size - batch.length),
      WaitTimeSeconds: batch.length === 0 ? 20 : left,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const messages = list((await sqs('AmazonSQS.ReceiveMessage', request, signal))['Messages']) as Message[];
    if (batch.length === 0 && messages.length > 0) deadline = Date.now() + windowMs;
    batch.push(...messages);
    for (const message of messages) bytes += Buffer.byteLength(message.Body);
    if (batch.length > 0 && (messages.length === 0 || Date.now() >= deadline)) break;
  }
  return batch;
}

async function invoke(settings: QueueMappingSettings, batch: Message[]): Promise<void> {
  const Records = batch.map((message) => toRecord(message, settings));
  const result = await settings.target.invoke(
    { Records },
    { trace: longestChain(batch, settings.target.arn) },
  );
  if (!result.ok) {
    settings.report(new Error(`batch of ${batch.length} from ${settings.queueArn}: ${result.errorMessage}`));
    return;
  }
  const failed = failedIds(result.payload, settings.properties);
  if (failed === 'all') return;
  await remove(
    settings,
    batch.filter((message) => !failed.has(message.MessageId)),
  );
}

/** The chain of those that messages of a batch belong to in which the function has run most often. */
function longestChain(batch: readonly Message[], arn: string): string | undefined {
  const traces = batch.map(({ Attributes }) => Attributes?.['AWSTraceHeader']);
  return traces.sort((a, b) => runsOf(b, arn) - runsOf(a, arn))[0];
}

/** Ids that the answer names as failed; an answer that Lambda cannot read fails the whole batch. */
function failedIds(payload: string, properties: Record<string, unknown>): Set<string> | 'all' {
  if (!list(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures')) return new Set();
  const failures = list(record(JSON.parse(payload))['batchItemFailures']);
  const ids = failures.map((failure) => text(record(failure)['itemIdentifier']));
  return ids.some((id) => id === undefined || id === '') ? 'all' : new Set(ids as string[]);
}

async function remove({ sqs, queueUrl }: QueueMappingSettings, messages: Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += 10) {
    const Entries = messages
      .slice(start, start + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs('AmazonSQS.DeleteMessageBatch', { QueueUrl: queueUrl, Entries });
  }
}

function toRecord(message: Message, { queueArn, region }: QueueMappingSettings): object {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      stringValue: value['StringValue'],
      binaryValue: value['BinaryValue'],
      stringListValues: [],
      binaryListValues: [],
      dataType: value['DataType'],
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as object,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

import { emailDraft, queueDraft } from '../convenience/infrastructure-drafts.ts';
import { fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { AwsAnswer, AwsCall } from './middleware-stack.ts';

/** Bytes of a body, a text or a message, as far as its length is known without reading it. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  const size = fieldOf(value, 'size');
  return typeof size === 'number' ? size : 0;
}

const S3_PUT = /^(Put|Copy|Post|List|CreateMultipartUpload|UploadPart|CompleteMultipartUpload|Restore)/;
const S3_CLASSES: Readonly<Record<string, string>> = { STANDARD_IA: 'standard-ia' };

/** S3 bills writes and lists, reads, and nothing for deletes. */
export function s3Usage({ commandName, input }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const storageClass = S3_CLASSES[textField(input, 'StorageClass') ?? ''] ?? 'standard';
  const kind = commandName.startsWith('Delete') || commandName.startsWith('Abort') ? 'delete' : undefined;
  const model = kind ?? `${storageClass}-${S3_PUT.test(commandName) ? 'put' : 'get'}`;
  const told = Number(input['ContentLength'] ?? output['ContentLength'] ?? 0);
  const bytes = told || bytesOf(input['Body']);
  const usage = { requests: 1, ...(bytes > 0 ? { message_bytes: bytes } : {}) };
  return [{ provider: 'aws', service: 's3', model, usage, operation: commandName }];
}

function messageBytes(message: unknown): number {
  const attributes = Object.entries(fieldOf(message, 'MessageAttributes') ?? {});
  const named = attributes.map(
    ([name, value]) =>
      bytesOf(name) + bytesOf(fieldOf(value, 'StringValue')) + bytesOf(fieldOf(value, 'DataType')),
  );
  const body = bytesOf(fieldOf(message, 'MessageBody') ?? fieldOf(message, 'Body'));
  return named.reduce((sum, bytes) => sum + bytes, body);
}

/** SQS bills each started 64 KB of a call; a receive that brings nothing is billed too. */
export function sqsUsage({ commandName, input }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const entries = listOf(input, 'Entries');
  const received = listOf(output, 'Messages');
  const messages = entries.length > 0 ? entries : 'MessageBody' in input ? [input] : received;
  const bytes = messages.reduce<number>((sum, message) => sum + messageBytes(message), 0);
  const fifo = textField(input, 'QueueUrl')?.endsWith('.fifo') === true;
  const draft = queueDraft({ queue: fifo ? 'sqs-fifo' : 'sqs', bytes, operation: commandName });
  const usage = { ...draft.usage, messages: undefined, message_bytes: bytes > 0 ? bytes : undefined };
  return [{ ...draft, usage, metadata: { messages: messages.length } }];
}

function recipients(destination: unknown): number {
  const lists = ['ToAddresses', 'CcAddresses', 'BccAddresses'].map(
    (name) => listOf(destination, name).length,
  );
  return lists.reduce((sum, count) => sum + count, 0);
}

/** SES bills each recipient; the size of a raw mail is its data. */
export function sesUsage({ commandName, input }: AwsCall): UsageDraft[] {
  if (!commandName.startsWith('Send')) return [];
  const bulk = [...listOf(input, 'Destinations'), ...listOf(input, 'BulkEmailEntries')];
  const many = bulk.map((one) => (typeof one === 'string' ? 1 : recipients(fieldOf(one, 'Destination'))));
  const emails = Math.max(
    1,
    many.reduce((sum, count) => sum + count, recipients(input['Destination'])),
  );
  const raw = fieldOf(input, 'RawMessage') ?? fieldOf(fieldOf(input, 'Content'), 'Raw');
  const bytes = bytesOf(fieldOf(raw, 'Data'));
  const draft = emailDraft({ emails, operation: commandName });
  return [{ ...draft, usage: { ...draft.usage, message_bytes: bytes > 0 ? bytes * emails : undefined } }];
}

const DYNAMO_READ = /^(Get|BatchGet|Query|Scan|TransactGet|ExecuteStatement)/;

/** DynamoDB tells what it consumed when asked; tables and their indexes together. */
export function dynamoUsage({ commandName }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const consumed = output['ConsumedCapacity'];
  const tables = Array.isArray(consumed) ? (consumed as unknown[]) : [consumed];
  const units = tables.reduce<number>((sum, one) => sum + Number(fieldOf(one, 'CapacityUnits') ?? 0), 0);
  if (units === 0) return [];
  const reads = DYNAMO_READ.test(commandName);
  const usage = reads ? { read_request_units: units } : { write_request_units: units };
  const model = reads ? 'rru' : 'wru';
  return [{ provider: 'aws', service: 'storage', model, usage, operation: commandName }];
}

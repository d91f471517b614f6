import { numberField } from '../../providers/fields.ts';
import { byteLength } from '../core/byte-length.ts';
import { emailDraft, queueDraft } from '../convenience/infrastructure-drafts.ts';
import { fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { AwsAnswer, AwsCall } from './middleware-stack.ts';

/** Bytes of a body, a text or a message, as far as its length is known without reading it. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  return numberField(value, 'size');
}

const S3_PUT = /^(Put|Copy|Post|List|CreateMultipartUpload|UploadPart|CompleteMultipartUpload|Restore)/;
/** Classes that bill what is read or written by the gigabyte too. */
const S3_RETRIEVAL = new Set(['standard-ia', 'onezone-ia', 'glacier-ir', 'express-onezone']);
const S3_UPLOAD = new Set(['express-onezone']);

/** The class that a write asks for or an object turned out to have; each has requests of its own price. */
function s3Class(input: unknown, output: unknown): string {
  const named = textField(input, 'StorageClass') ?? textField(output, 'StorageClass') ?? 'standard';
  return named.toLowerCase().replaceAll('_', '-');
}

/** Bytes as gibibytes, decimal text of 12 places. */
function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(12).replace(/\.?0+$/, '');
}

/** S3 bills writes and lists, reads, and nothing for deletes; the storage class decides the price. */
export function s3Usage({ commandName, input }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const storageClass = s3Class(input, output);
  const kind = commandName.startsWith('Delete') || commandName.startsWith('Abort') ? 'delete' : undefined;
  const isWrite = S3_PUT.test(commandName);
  const told = Number(input['ContentLength'] ?? output['ContentLength'] ?? 0);
  const bytes = told || bytesOf(input['Body']);
  const isRead = /^GetObject(?:Command)?$/.test(commandName) && S3_RETRIEVAL.has(storageClass);
  const isUpload = isWrite && S3_UPLOAD.has(storageClass);
  const usage = {
    requests: 1,
    ...(bytes > 0 ? { message_bytes: bytes } : {}),
    ...(bytes > 0 && isRead ? { retrieval_gb: gigabytes(bytes) } : {}),
    ...(bytes > 0 && isUpload ? { upload_gb: gigabytes(bytes) } : {}),
  };
  const model = kind ?? `${storageClass}-${isWrite ? 'put' : 'get'}`;
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

/**
 * SQS bills each started 64 KB of a call; a receive that brings nothing is billed too. The call counts once: the
 * ledger multiplies it by the chunks of its size.
 */
export function sqsUsage({ commandName, input }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const entries = listOf(input, 'Entries');
  const received = listOf(output, 'Messages');
  const messages = entries.length > 0 ? entries : 'MessageBody' in input ? [input] : received;
  const bytes = messages.reduce<number>((sum, message) => sum + messageBytes(message), 0);
  const fifo = textField(input, 'QueueUrl')?.endsWith('.fifo') === true;
  const draft = queueDraft({ queue: fifo ? 'sqs-fifo' : 'sqs', operation: commandName });
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

const DYNAMO_READ = /^(Get|BatchGet|Query|Scan|TransactGet)/;
const PARTIQL = /^(?:BatchExecute|Execute)(?:Statement|Transaction)(?:Command)?$/;

/** PartiQL says in its text whether it reads; a batch or a transaction does one or the other as a whole. */
function isDynamoRead(commandName: string, input: unknown): boolean {
  if (!PARTIQL.test(commandName)) return DYNAMO_READ.test(commandName);
  const statements = [input, ...listOf(input, 'Statements'), ...listOf(input, 'TransactStatements')];
  const texts = statements.flatMap((one) => textField(one, 'Statement') ?? []);
  return texts.length > 0 && texts.every((text) => /^\s*(?:select|exists)\b/i.test(text));
}

/** DynamoDB tells what it consumed when asked; tables and their indexes together. */
export function dynamoUsage({ commandName, input }: AwsCall, { output }: AwsAnswer): UsageDraft[] {
  const consumed = output['ConsumedCapacity'];
  const tables = Array.isArray(consumed) ? (consumed as unknown[]) : [consumed];
  const units = tables.reduce<number>((sum, one) => sum + Number(fieldOf(one, 'CapacityUnits') ?? 0), 0);
  if (units === 0) return [];
  const reads = isDynamoRead(commandName, input);
  const usage = reads ? { read_request_units: units } : { write_request_units: units };
  const model = reads ? 'rru' : 'wru';
  return [{ provider: 'aws', service: 'storage', model, usage, operation: commandName }];
}

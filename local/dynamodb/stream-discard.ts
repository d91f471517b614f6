import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from '../lambda/functions.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';
import { number } from '../template.ts';

/** What giving up records needs to know of their mapping. */
export interface DiscardSettings {
  readonly source: StreamSource;
  /** Resolved properties of the event source mapping. */
  readonly properties: Record<string, unknown>;
  readonly target: Pick<LambdaFunction, 'invoke' | 'arn'>;
  /** Takes the description of a discarded batch; absent: it is only reported. */
  readonly onFailure: ((message: object) => Promise<void>) | undefined;
  readonly report: (error: unknown) => void;
}

/** Records that are to be handed to the function, and how often that was tried again. */
export interface Attempt {
  readonly records: readonly StreamRecord[];
  readonly retries: number;
}

/** Gives up what is older than MaximumRecordAgeInSeconds; the rest is left to do. */
export async function withoutOld(settings: DiscardSettings, { records, retries }: Attempt): Promise<Attempt> {
  const maxAge = number(settings.properties['MaximumRecordAgeInSeconds'], -1);
  if (maxAge < 0) return { records, retries };
  const oldest = Date.now() / 1000 - maxAge;
  const isOld = (item: StreamRecord) => item.dynamodb.ApproximateCreationDateTime < oldest;
  const old = records.filter(isOld);
  if (old.length > 0) await discard(settings, { records: old, retries }, 'RecordAgeExceeded');
  return { records: records.filter((item) => !isOld(item)), retries };
}

function arrivalOf(item: StreamRecord): string {
  return new Date(item.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
}

/** Tells the failure destination which records were given up, as Lambda words it. */
export async function discard(
  settings: DiscardSettings,
  { records, retries }: Attempt,
  condition: string,
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return;
  settings.report(new Error(`${condition}: ${records.length} records for ${settings.target.arn} given up`));
  await settings.onFailure?.({
    requestContext: {
      requestId: randomUUID(),
      functionArn: settings.target.arn,
      condition,
      approximateInvokeCount: retries,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: settings.source.shardId,
      startSequenceNumber: first.dynamodb.SequenceNumber,
      endSequenceNumber: last.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: records.length,
      streamArn: settings.source.arn,
    },
  });
}

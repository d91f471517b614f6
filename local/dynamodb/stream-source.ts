import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type { AwsCall } from '../aws-json.ts';
import { readKeptJson } from '../kept-state.ts';
import { expired, keyText } from './tables.ts';
import { list, record } from '../template.ts';

/** A record as GetRecords gives it and as Lambda passes it on. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Record<string, unknown>;
    readonly NewImage?: Record<string, unknown>;
    readonly OldImage?: Record<string, unknown>;
  };
  readonly userIdentity?: { type: string; principalId: string };
  readonly [other: string]: unknown;
}

/** Where a mapping reads from. Sequence numbers are compared as BigInt: they have no leading zeros. */
export interface StreamSource {
  readonly arn: string;
  readonly shardId: string;
  /** The records after a sequence number (undefined: from the oldest), and where the reading ended. */
  readonly read: (
    after: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ records: StreamRecord[]; last: string | undefined }>;
}

const API = 'DynamoDBStreams_20120810';
const PAGE = 1000;

/**
 * Opens the stream of a table; `arn` and `region` are what the templates say. Where `version` tells that nothing was
 * written since a reading that found nothing, the engine is not asked again.
 */
export async function openStream(
  streams: AwsCall,
  tableName: string,
  arn: string,
  region: string,
  version: () => number | undefined = () => undefined,
): Promise<StreamSource> {
  const found = list((await streams(`${API}.ListStreams`, { TableName: tableName }))['Streams'])[0];
  const StreamArn = record(found)['StreamArn'];
  const description = record((await streams(`${API}.DescribeStream`, { StreamArn }))['StreamDescription']);
  const ShardId = String(record(list(description['Shards'])[0])['ShardId']);
  let iterator: { position: string | undefined; value: unknown } | undefined;
  let empty: { after: string | undefined; version: number } | undefined;
  return {
    arn,
    shardId: ShardId,
    async read(after, signal) {
      const before = version();
      if (empty !== undefined && empty.after === after && empty.version === before)
        return { records: [], last: after };
      if (iterator === undefined || iterator.position !== after) {
        const from =
          after === undefined
            ? { ShardIteratorType: 'TRIM_HORIZON' }
            : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
        const request = { StreamArn, ShardId, ...from };
        const value = (await streams(`${API}.GetShardIterator`, request, signal))['ShardIterator'];
        iterator = { position: after, value };
      }
      const page = await streams(`${API}.GetRecords`, { ShardIterator: iterator.value, Limit: PAGE }, signal);
      const read = list(page['Records']) as StreamRecord[];
      const last = read.at(-1)?.dynamodb.SequenceNumber ?? after;
      iterator = { position: last, value: page['NextShardIterator'] };
      empty = read.length === 0 && before !== undefined ? { after, version: before } : undefined;
      return { records: read.filter(changed).map((item) => asDeployed(item, arn, region)), last };
    },
  };
}

/** DynamoDB emits nothing for a write that changes nothing; the embedded engine emits equal images. */
function changed({ eventName, dynamodb }: StreamRecord): boolean {
  if (eventName !== 'MODIFY' || !dynamodb.OldImage || !dynamodb.NewImage) return true;
  return keyText(dynamodb.OldImage) !== keyText(dynamodb.NewImage);
}

function asDeployed(item: StreamRecord, arn: string, region: string): StreamRecord {
  const byService =
    item.eventName === 'REMOVE' && expired.delete(keyText(item.dynamodb.Keys))
      ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }
      : {};
  return { ...item, awsRegion: region, eventSourceARN: arn, ...byService };
}

/** How far each mapping has read; on disk when the state is kept, so that a start does not replay history. */
export class Positions {
  readonly #file: string | undefined;
  readonly #positions: Record<string, string>;

  constructor(file: string | undefined) {
    this.#file = file;
    this.#positions =
      file !== undefined && existsSync(file) ? (readKeptJson(file) as Record<string, string>) : {};
  }

  /** The last sequence number that is done with, if any. */
  get(mapping: string): string | undefined {
    return this.#positions[mapping];
  }

  /** Everything up to here is done with; on disk when this returns. */
  set(mapping: string, sequenceNumber: string): void {
    this.#positions[mapping] = sequenceNumber;
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#positions));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

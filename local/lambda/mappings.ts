import type { AwsCall } from '../aws-json.ts';
import type { Database } from '../dynamodb/dynoxide.ts';
import { findFunction } from './find-function.ts';
import type { LambdaFunction } from './functions.ts';
import type { Account } from '../iam/account.ts';
import { permitMapping } from '../iam/deployment.ts';
import { runQueueMapping } from '../sqs/queue-mapping.ts';
import type { Resolver } from '../resolve.ts';
import { runStreamMapping } from '../dynamodb/stream-mapping.ts';
import { Positions, openStream } from '../dynamodb/stream-source.ts';
import type { Table } from '../dynamodb/tables.ts';
import { destinationOf } from '../eventbridge/targets.ts';
import type { Deliver } from '../eventbridge/targets.ts';
import { text } from '../template.ts';
import type { Resource } from '../template.ts';

/** What the event source mappings of an app work with. */
export interface MappingParts {
  readonly resolver: Resolver;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly tables: readonly Table[];
  readonly dynamodb: AwsCall;
  readonly sqs: AwsCall;
  readonly deliver: Deliver;
  readonly account: Account;
  readonly database: Database;
  readonly region: string;
  /** File of the stream positions; undefined: they are not kept. */
  readonly positions: string | undefined;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
}

/** Stream records kept behind the slowest mapping, for a replay by hand. */
const KEPT_RECORDS = 10_000n;
const PRUNE_MS = 10_000;

/** Starts every enabled event source mapping and its function; the result waits until they have ended. */
export async function startMappings(parts: MappingParts): Promise<() => Promise<void>> {
  const { resolver, functions, report } = parts;
  const positions = new Positions(parts.positions);
  const ends: Promise<void>[] = [];
  const streams = new Map<string, string[]>();
  await Promise.all([...functions.values()].map((item) => item.warmUp()));
  for (const mapping of resolver.ofType('AWS::Lambda::EventSourceMapping')) {
    const properties = resolver.properties(mapping);
    if (text(properties['Enabled']) === 'false') continue;
    const name = text(properties['FunctionName']) ?? '';
    const target = findFunction(name, functions, resolver)?.target;
    if (!target) throw new Error(`${mapping.logicalId}: no function ${name} in the templates`);
    const arn = text(properties['EventSourceArn']) ?? '';
    permitMapping(parts.account, { name: mapping.logicalId, source: arn, target, properties });
    const table = parts.tables.find(({ streamArn }) => streamArn === arn);
    const queue = resolver.byArn(arn);
    if (table) {
      streams.set(table.name, [...(streams.get(table.name) ?? []), mappingName(mapping)]);
      const run = await startStream(parts, { mapping, properties, target, table, arn, positions });
      ends.push(run());
    } else if (queue?.type === 'AWS::SQS::Queue') {
      const queueUrl = resolver.identity(queue).ref;
      const { sqs, region } = parts;
      ends.push(
        runQueueMapping({ queueUrl, queueArn: arn, region, properties, sqs, target, report }, parts.signal),
      );
    } else throw new Error(`${mapping.logicalId}: event source ${arn} is not supported by the local system`);
  }
  pruneRegularly(parts, positions, streams);
  return async () => void (await Promise.all(ends));
}

function mappingName(mapping: Resource): string {
  return `${mapping.stack}/${mapping.logicalId}`;
}

interface StreamStart {
  readonly mapping: Resource;
  readonly properties: Record<string, unknown>;
  readonly target: LambdaFunction;
  readonly table: Table;
  readonly arn: string;
  readonly positions: Positions;
}

async function startStream(parts: MappingParts, start: StreamStart): Promise<() => Promise<void>> {
  const { mapping, properties, target, table, arn, positions } = start;
  const { report, signal, region } = parts;
  const source = await openStream(parts.dynamodb, table.name, arn, region, () => parts.database.version());
  const destination = destinationOf(properties);
  const { principal } = target;
  const onFailure =
    destination === undefined
      ? undefined
      : (message: object) => parts.deliver(destination, message, { principal });
  const key = mappingName(mapping);
  const checkpoint = (sequenceNumber: string) => positions.set(key, sequenceNumber);
  const startAfter = positions.get(key);
  return () =>
    runStreamMapping({ source, properties, target, startAfter, checkpoint, onFailure, report }, signal);
}

/** Takes away stream records that every mapping of the table has behind it. */
function pruneRegularly(
  parts: MappingParts,
  positions: Positions,
  streams: ReadonlyMap<string, string[]>,
): void {
  const timer = setInterval(() => {
    for (const [tableName, mappings] of streams) {
      const done = mappings.map((mapping) => BigInt(positions.get(mapping) ?? 0));
      const upTo = done.reduce((least, one) => (one < least ? one : least)) - KEPT_RECORDS;
      if (upTo <= 0n) continue;
      try {
        parts.database.prune(tableName, upTo);
      } catch (error) {
        parts.report(error);
      }
    }
  }, PRUNE_MS);
  parts.signal.addEventListener('abort', () => clearInterval(timer));
}

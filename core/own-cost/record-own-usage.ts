import type { OwnParts } from '../../contracts/own-parts.ts';
import { divideHalfEven, formatDecimal, ONE } from '../money/decimal.ts';
import { HOUR_MS, type Instant, isoTime } from '../time/ledger-time.ts';

/** CloudWatch has an hour's numbers complete well before the next one ends. */
const HOURS_BACK = 2;

/** A sum of an hour that CloudWatch is asked for. */
export interface MetricQuery {
  readonly namespace: 'AWS/Lambda' | 'AWS/SQS' | 'AWS/DynamoDB';
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Reads metrics; answers the sum of each query in `[from, to)`, in their order, 0 without data. */
export interface MetricReader {
  sums(queries: readonly MetricQuery[], from: Instant, to: Instant): Promise<number[]>;
}

export interface OwnCostPorts {
  readonly metrics: MetricReader;
  /** Puts a usage message on the ledger's own queue. */
  readonly send: (body: string) => Promise<void>;
}

/** Whose cost it is. */
export interface OwnCostPlace {
  readonly stage: string;
  readonly region: string;
  readonly parts: OwnParts;
}

interface Service {
  readonly name: 'lambda' | 'sqs' | 'dynamodb';
  /** The message format's word for it. */
  readonly service: string;
  readonly model: string;
  readonly queries: readonly MetricQuery[];
  readonly usage: (sums: readonly number[]) => Record<string, string>;
}

/**
 * Sends what the ledger's own functions, queues and table used in the hour two hours before `scheduledAt`,
 * one usage message for each service that was used; answers how many. The ids name hour and service, so
 * that an hour counts once however often this runs. It is no loop: recording these few messages an hour
 * costs the same whatever they say.
 */
export async function recordOwnCost(
  { metrics, send }: OwnCostPorts,
  place: OwnCostPlace,
  scheduledAt: Instant,
): Promise<number> {
  const from = Math.floor(scheduledAt / HOUR_MS) * HOUR_MS - HOURS_BACK * HOUR_MS;
  const services = servicesOf(place.parts);
  const sums = await metrics.sums(
    services.flatMap(({ queries }) => queries),
    from,
    from + HOUR_MS,
  );
  let start = 0;
  let sent = 0;
  for (const service of services) {
    const usage = service.usage(sums.slice(start, start + service.queries.length));
    start += service.queries.length;
    if (Object.values(usage).every((quantity) => quantity === '0')) continue;
    await send(JSON.stringify(messageOf(service, usage, place, from)));
    sent++;
  }
  return sent;
}

function messageOf(
  { name, service, model }: Service,
  usage: Record<string, string>,
  { stage, region }: OwnCostPlace,
  from: Instant,
) {
  const occurredAt = isoTime(from);
  return {
    id: `own-cost-${occurredAt.slice(0, 13)}-${name}`,
    occurredAt,
    provider: 'aws',
    service,
    model,
    region,
    usage,
    operation: 'costkeeper',
    resource: { type: 'costkeeper', id: stage },
  };
}

function servicesOf({ functions, queues, table, indexes }: OwnParts): Service[] {
  const tables = [{ TableName: table }, ...indexes.map((index) => indexDimensions(table, index))];
  return [
    {
      name: 'lambda',
      service: 'lambda',
      model: 'lambda-arm64',
      queries: functions.flatMap(({ name }) => lambdaQueries(name)),
      usage: (sums) => lambdaUsage(functions, sums),
    },
    {
      name: 'sqs',
      service: 'sqs',
      model: 'sqs-standard',
      queries: queues.flatMap(queueQueries),
      usage: (sums) => ({ requests: quantity(sums.reduce(add, 0)) }),
    },
    {
      name: 'dynamodb',
      service: 'storage',
      model: 'dynamodb-on-demand',
      queries: tables.flatMap(tableQueries),
      usage: (sums) => ({
        read_request_units: quantity(sums.filter(isEven).reduce(add, 0)),
        write_request_units: quantity(sums.filter((_sum, index) => !isEven(_sum, index)).reduce(add, 0)),
      }),
    },
  ];
}

function indexDimensions(table: string, index: string): Record<string, string> {
  return { TableName: table, GlobalSecondaryIndexName: index };
}

function lambdaQueries(name: string): MetricQuery[] {
  const dimensions = { FunctionName: name };
  return ['Invocations', 'Duration'].map((metric) => ({ namespace: 'AWS/Lambda', name: metric, dimensions }));
}

/** Messages, not calls: a call moves up to ten, so this is the most that they can have cost. */
function queueQueries(name: string): MetricQuery[] {
  const metrics = [
    'NumberOfMessagesSent',
    'NumberOfMessagesReceived',
    'NumberOfMessagesDeleted',
    'NumberOfEmptyReceives',
  ];
  return metrics.map((metric) => ({
    namespace: 'AWS/SQS',
    name: metric,
    dimensions: { QueueName: name },
  }));
}

function tableQueries(dimensions: Record<string, string>): MetricQuery[] {
  return ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((metric) => ({
    namespace: 'AWS/DynamoDB',
    name: metric,
    dimensions,
  }));
}

function isEven(_sum: number, index: number): boolean {
  return index % 2 === 0;
}

function add(sum: number, value: number): number {
  return sum + value;
}

/** A metric as a quantity, to a thousandth: CloudWatch's numbers are doubles. */
function thousandths(value: number): bigint {
  return BigInt(Math.round(value * 1000));
}

function quantity(value: number): string {
  return formatDecimal((thousandths(value) * ONE) / 1000n);
}

function lambdaUsage(functions: OwnParts['functions'], sums: readonly number[]): Record<string, string> {
  let requests = 0;
  /** Microseconds times megabytes. */
  let work = 0n;
  for (const [index, { memoryMb }] of functions.entries()) {
    requests += sums[2 * index] ?? 0;
    work += thousandths(sums[2 * index + 1] ?? 0) * BigInt(memoryMb);
  }
  const gbSeconds = divideHalfEven(work * ONE, 1024n * 1_000_000n);
  return { requests: quantity(requests), gb_seconds: formatDecimal(gbSeconds) };
}

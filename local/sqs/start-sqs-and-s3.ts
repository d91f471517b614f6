import { existsSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { generatedName } from '../identity.ts';
import { type CreateVersionedBucket, keepObjectVersions } from '../keep-versions.ts';
import { keepObjectRules } from '../s3/object-rules.ts';
import { keepQueueRules } from './queue-rules.ts';
import type { Resolver } from '../resolve.ts';
import { flag, record, text } from '../template.ts';
import type { Resource } from '../template.ts';

const COPIED = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
];

/** SQS and S3 of this process, the server that they listen on, and what makes buckets that keep versions. */
interface Queues {
  readonly started: FauxqsServer;
  readonly server: HttpServer;
  readonly createVersionedBucket: CreateVersionedBucket;
}

/**
 * Starts SQS and S3 in this process. With `keep` every message is on disk before it is acknowledged.
 * Messages that a killed runner's functions held are made visible again: their holders are gone.
 */
export async function startQueues(
  port: number,
  region: string,
  folder: string,
  keep: boolean,
): Promise<Queues> {
  const file = path.join(folder, 'fauxqs.db');
  if (keep && existsSync(file)) {
    const database = new DatabaseSync(file);
    database.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
    database.close();
  }
  await takeAllCharacters();
  await keepQueueRules();
  const options = { port, logger: false, defaultRegion: region, ...(keep && { dataDir: folder }) };
  const { started, server } = await onLoopback(() => startFauxqs(options));
  // What is refused is never a version: the rules come before.
  const createVersionedBucket = await keepObjectVersions(server);
  await keepObjectRules(server);
  return { started, server, createVersionedBucket };
}

/**
 * The embedded SQS and S3 listen on every interface and take no other address: the one call of `listen` that
 * `start` makes is given this machine's own. Answers what was started with the server that listens.
 */
async function onLoopback<Started>(
  start: () => Promise<Started>,
): Promise<{ started: Started; server: HttpServer }> {
  const own = Object.getOwnPropertyDescriptor(Server.prototype, 'listen');
  if (own === undefined) throw new Error('net.Server has no listen of its own');
  const servers: Server[] = [];
  Server.prototype.listen = function listenOnLoopback(this: Server, options: unknown, ...rest: unknown[]) {
    Object.defineProperty(Server.prototype, 'listen', own);
    servers.push(this);
    const args = [{ ...(options as object), host: '127.0.0.1' }, ...rest];
    return Reflect.apply(own.value as Server['listen'], this, args) as Server;
  };
  try {
    const started = await start();
    const [server] = servers;
    if (server === undefined) throw new Error('the embedded SQS and S3 listen in another way than before');
    return { started, server: server as HttpServer };
  } finally {
    Object.defineProperty(Server.prototype, 'listen', own);
  }
}

/** What SQS refuses in a message; the embedded one refuses all beyond U+FFFF, emoji among them. */
const NOT_TAKEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Gives the embedded SQS's check of characters the bounds of the real one. */
async function takeAllCharacters(): Promise<void> {
  const address = new URL('sqs/sqsTypes.js', import.meta.resolve('fauxqs'));
  const types = (await import(address.href)) as { INVALID_MESSAGE_BODY_CHAR: RegExp };
  types.INVALID_MESSAGE_BODY_CHAR.test = (text) => NOT_TAKEN.test(text);
}

/** The ARN of a queue by its name; one that the templates do not declare gets one that no policy names. */
export function queueArns(resolver: Resolver, region: string): (name: string) => string {
  const arns = new Map(
    resolver.ofType('AWS::SQS::Queue').map((queue) => {
      const { QueueName = '', Arn = '' } = resolver.identity(queue).attributes;
      return [QueueName, Arn] as const;
    }),
  );
  return (name) => arns.get(name) ?? `arn:aws:sqs:${region}:undeclared:${name}`;
}

/** Creates queues (dead-letter queues first) and buckets that are not there yet. */
export function createQueuesAndBuckets(
  resolver: Resolver,
  server: FauxqsServer,
  createVersionedBucket: CreateVersionedBucket,
): void {
  const queues = resolver.ofType('AWS::SQS::Queue');
  const redrives = (queue: Resource) => (resolver.properties(queue)['RedrivePolicy'] === undefined ? 0 : 1);
  for (const queue of [...queues].sort((a, b) => redrives(a) - redrives(b))) {
    const properties = resolver.properties(queue);
    if (flag(properties['FifoQueue'])) throw new Error(`${queue.logicalId}: FIFO queues are not supported`);
    const attributes: Record<string, string> = {};
    for (const name of COPIED) {
      const value = text(properties[name]);
      if (value !== undefined) attributes[name] = value;
    }
    const redrive = properties['RedrivePolicy'];
    if (redrive !== undefined) attributes['RedrivePolicy'] = JSON.stringify(redrive);
    const name = resolver.identity(queue).attributes['QueueName'] ?? generatedName(queue, 80);
    if (server.inspectQueue(name) === undefined) server.createQueue(name, { attributes });
  }
  for (const bucket of resolver.ofType('AWS::S3::Bucket')) {
    const { ref } = resolver.identity(bucket);
    const { Status } = record(resolver.properties(bucket)['VersioningConfiguration']);
    const create = () => server.createBucket(ref);
    if (Status === 'Enabled') createVersionedBucket(ref, create);
    else create();
  }
}

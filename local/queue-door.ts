import type { IncomingMessage, Server } from 'node:http';
import { admitBelow, belowSecret, guardServer, refusalOf } from './guard.ts';
import { record, text } from './template.ts';

/** Secrets of the address of SQS and of the address of S3, which differ: links to results carry the latter. */
export interface QueueSecrets {
  readonly sqs: string;
  readonly s3: string;
}

/** What the embedded SQS is given by its HTTP server. */
interface RoutedRequest {
  readonly raw: IncomingMessage;
  readonly body: unknown;
}
interface Reply {
  status(code: number): unknown;
}
type Handle = (this: unknown, request: RoutedRequest, reply: Reply) => Promise<unknown>;

/** Requests that are only answered if their QueueUrl carries the secret. */
const byQueueUrl = new WeakMap<IncomingMessage, string>();
let isPatched = false;

/**
 * Lets in who knows an address of the endpoints file. SDKs that are given a queue's URL alone call its host without
 * a path, so a call of SQS is let in by the secret in its QueueUrl as well.
 */
export async function closeQueues(server: Server, { sqs, s3 }: QueueSecrets): Promise<void> {
  await checkQueueUrls();
  const admit = admitBelow([
    { secret: sqs, takes: (path) => path === '/' },
    { secret: s3, takes: (path) => !path.startsWith('/_fauxqs') },
  ]);
  guardServer(server, (request) => {
    const isCall = request.method === 'POST' && request.url === '/';
    if (!isCall || request.headers['content-type'] !== 'application/x-amz-json-1.0') return admit(request);
    byQueueUrl.set(request, sqs);
    return refusalOf(request.headers, true);
  });
}

/** The body is known only behind the server's own parser, in the router of the embedded SQS. */
async function checkQueueUrls(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const address = new URL('sqs/sqsRouter.js', import.meta.resolve('fauxqs'));
  const { SqsRouter } = (await import(address.href)) as { SqsRouter: { prototype: { handle: Handle } } };
  const { handle } = SqsRouter.prototype;
  SqsRouter.prototype.handle = async function handleKnown(request, reply) {
    const secret = byQueueUrl.get(request.raw);
    if (secret === undefined || carries(text(record(request.body)['QueueUrl']), secret))
      return await handle.call(this, request, reply);
    reply.status(403);
    return { __type: 'AccessDeniedException', message: 'use the QueueUrl that the endpoints file names' };
  };
}

function carries(queueUrl: string | undefined, secret: string): boolean {
  if (queueUrl === undefined || !URL.canParse(queueUrl)) return false;
  return belowSecret(new URL(queueUrl).pathname, secret) !== undefined;
}

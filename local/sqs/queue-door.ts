import type { IncomingMessage, Server } from 'node:http';
import { beforeEachCall, type Reply } from './embedded-sqs.ts';
import { admitBelow, belowSecret, guardServer, refusalOf } from '../guard.ts';
import type { CheckParts } from '../iam/checks.ts';
import { accessKeyOf } from '../iam/calls/place.ts';
import { sqsNeeds } from '../iam/calls/sqs.ts';
import { checkObjects } from '../iam/object-check.ts';
import { DENIED_TYPE, OLDER_NAME } from '../iam/refusals.ts';
import { record, text } from '../template.ts';

/** What decides whether a caller may do what it asks. */
export interface QueuePermits extends CheckParts {
  /** ARN of a queue by its name. */
  readonly queueArn: (name: string) => string;
}

/** Secrets of the address of SQS and of the address of S3, which differ: links to results carry the latter. */
export interface QueueSecrets {
  readonly sqs: string;
  readonly s3: string;
}

/** Requests that are only answered if their QueueUrl carries the secret. */
const byQueueUrl = new WeakMap<IncomingMessage, string>();
/** Why the caller of a request may not do what its body asks, or undefined. */
const permits = new WeakMap<IncomingMessage, (target: string, body: unknown) => string | undefined>();
let isPatched = false;

/**
 * Lets in who knows an address of the endpoints file, and refuses what the caller's policies do not allow. SDKs that
 * are given a queue's URL alone call its host without a path, so a call of SQS is let in by the secret in its QueueUrl
 * as well.
 */
export async function closeQueues(
  server: Server,
  { sqs, s3 }: QueueSecrets,
  parts: QueuePermits,
): Promise<void> {
  await checkCalls();
  checkObjects(server, parts);
  const admit = admitBelow([
    { secret: sqs, takes: (path) => path === '/' },
    { secret: s3, takes: (path) => !path.startsWith('/_fauxqs') },
  ]);
  guardServer(server, (request) => {
    const caller = parts.account.owner(accessKeyOf(request.headers.authorization, request.url ?? ''));
    permits.set(request, (target, body) =>
      parts.account.refusal(caller, sqsNeeds(target, body, parts.queueArn)),
    );
    const isCall = request.method === 'POST' && request.url === '/';
    if (!isCall || request.headers['content-type'] !== 'application/x-amz-json-1.0') return admit(request);
    byQueueUrl.set(request, sqs);
    return refusalOf(request.headers, true);
  });
}

/** The body is known only behind the server's own parser, in the router of the embedded SQS. */
async function checkCalls(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  await beforeEachCall(async (request, reply, next) => {
    const secret = byQueueUrl.get(request.raw);
    if (secret !== undefined && !carries(text(record(request.body)['QueueUrl']), secret))
      return refuse(reply, 'use the QueueUrl that the endpoints file names');
    const target = String(request.raw.headers['x-amz-target'] ?? '');
    const refusal = permits.get(request.raw)?.(target, request.body);
    return refusal === undefined ? await next() : refuse(reply, refusal);
  });
}

function refuse(reply: Reply, message: string): object {
  reply.status(403);
  reply.header(...OLDER_NAME);
  return { __type: DENIED_TYPE, message };
}

function carries(queueUrl: string | undefined, secret: string): boolean {
  if (queueUrl === undefined || !URL.canParse(queueUrl)) return false;
  return belowSecret(new URL(queueUrl).pathname, secret) !== undefined;
}

import type { IncomingMessage } from 'node:http';

/** What the embedded SQS is given by its HTTP server. */
interface RoutedRequest {
  readonly raw: IncomingMessage;
  readonly body: unknown;
}

export interface Reply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

type Handle = (this: unknown, request: RoutedRequest, reply: Reply) => Promise<unknown>;

/** Goes on to what answered before. */
type Next = () => Promise<unknown>;

/**
 * Puts something before the router of the embedded SQS in this process: there alone is a call's body known, behind the
 * server's own parser. What is put last is asked first.
 */
export async function beforeEachCall(
  handle: (request: RoutedRequest, reply: Reply, next: Next) => Promise<unknown>,
): Promise<void> {
  const address = new URL('sqs/sqsRouter.js', import.meta.resolve('fauxqs'));
  const { SqsRouter } = (await import(address.href)) as { SqsRouter: { prototype: { handle: Handle } } };
  const before = SqsRouter.prototype.handle;
  SqsRouter.prototype.handle = function handleWithCheck(request, reply) {
    return handle(request, reply, () => before.call(this, request, reply));
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An SQS that fails on purpose, in front of one that does not. */
export interface FailingQueue {
  queueUrl: string;
  calls: number;
  /** Calls that were answered with an error and not passed on. */
  refused: number;
  /** Calls that were passed on and whose answer was lost: the sender must repeat what has arrived. */
  unanswered: number;
  close(): void;
}

/**
 * Starts it. Of the share that fails, half is refused and half loses its answer.
 * @param share 0 to 1
 * @param random chance from 0 to 1, seeded by the caller
 */
export async function startFailingQueue(
  queueUrl: string,
  share: number,
  random: () => number,
): Promise<FailingQueue> {
  const target = new URL(queueUrl);
  const queue: FailingQueue = { queueUrl: '', calls: 0, refused: 0, unanswered: 0, close: () => undefined };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const chance = random();
      queue.calls += 1;
      if (chance < share / 2) {
        queue.refused += 1;
        response.writeHead(503).end();
        return;
      }
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      const answer = await fetch(target.origin + (request.url ?? '/'), {
        method: request.method ?? 'POST',
        headers: headers as Record<string, string>,
        body: body.toString().replaceAll(queue.queueUrl, queueUrl),
      });
      const text = await answer.text();
      if (chance < share) {
        queue.unanswered += 1;
        response.destroy();
        return;
      }
      response
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
        .end(text);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  queue.queueUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`;
  queue.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return queue;
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { retryPolicy, WAITED_FOR } from '../../../adapters/dynamo/retry-policy.ts';
import { GetCall } from '../../../adapters/dynamo/table-calls.ts';
import { waitingOnce } from '../../../adapters/dynamo/wait-once.ts';

it('lets one piece of work wait for a silent table once, and others none the less', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = documentClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    answerMs: 20,
    retryStrategy: retryPolicy(WAITED_FOR),
  });
  // As the SDK makes them: whether one is on its way before it is given up is the machine's matter.
  let tries = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      tries++;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'tries' },
  );
  const ask = async () => {
    const get = new GetCall({ TableName: 'table', Key: { pk: 'a', sk: 'b' } });
    const { name } = await client.send(get).then(
      () => ({ name: 'answered' }),
      (error: Error) => error,
    );
    return name;
  };
  const twice = () => waitingOnce(async () => [await ask(), await ask()]);
  const [first, second] = await Promise.all([twice(), twice()]);
  expect([first, second]).toEqual([
    ['TimeoutError', 'TimeoutError'],
    ['TimeoutError', 'TimeoutError'],
  ]);
  expect(tries).toBe(2);
  // Outside of such work each call is made.
  expect([await ask(), await ask(), tries]).toEqual(['TimeoutError', 'TimeoutError', 4]);
  server.closeAllConnections();
  server.close();
});

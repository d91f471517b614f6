import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { documentClient, onceClient } from '../../../adapters/dynamo/document-client.ts';
import { retryPolicy, WAITED_FOR } from '../../../adapters/dynamo/retry-policy.ts';
import { GetCall, sendCall } from '../../../adapters/dynamo/table-calls.ts';
import { waitingOnce } from '../../../adapters/dynamo/wait-once.ts';
import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';

const get = new GetCall({ TableName: 'none', Key: { pk: 'a' } });

/** A table that answers so, and a client of it that a caller waits for. */
async function tableThat(answers: RequestListener) {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = documentClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryStrategy: retryPolicy({ ...WAITED_FOR, delayMs: () => 0 }),
  });
  const stop = () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { client, stop };
}

describe('the document client', () => {
  it('waits for no table that takes a call and does not answer', async () => {
    vi.stubEnv(ENVIRONMENT.tableAnswerMs, '30');
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const client = onceClient();
    const error: unknown = await client.send(get).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    client.destroy();
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
  });

  it('asks again where a kept connection turns out to be closed, also where a caller waits', async () => {
    const seen = new WeakSet<object>();
    const { client, stop } = await tableThat(({ socket }, response) => {
      // As a connection that the table closed while the function was frozen.
      if (seen.has(socket)) socket.resetAndDestroy();
      else response.end('{}');
      seen.add(socket);
    });
    const both = waitingOnce(async () => [await client.send(get), await client.send(get)]);
    await expect(both).resolves.toMatchObject([{ $metadata: {} }, { $metadata: {} }]);
    stop();
  });

  it('waits for no answer that begins and does not end', async () => {
    vi.stubEnv(ENVIRONMENT.tableAnswerMs, '30');
    const { client, stop } = await tableThat((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
    });
    await expect(client.send(get)).rejects.toMatchObject({ name: 'TimeoutError' });
    stop();
    vi.unstubAllEnvs();
  });

  it('asks again after an outage that is told in JSON without an object', async () => {
    let asked = 0;
    const { client, stop } = await tableThat((_, response) => {
      response.writeHead(asked++ === 0 ? 503 : 200).end(asked === 1 ? 'null' : '{}');
    });
    await client.send(get);
    expect(asked).toBe(2);
    stop();
  });

  it('has no call without credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const client = documentClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
    await expect(client.send(get)).rejects.toThrow('AWS_ACCESS_KEY_ID');
    vi.unstubAllEnvs();
  });

  it('sends no call by a client that has no short way', () => {
    const plain = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    expect(() => sendCall(plain, get)).toThrow(TypeError);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';

describe('the document client', () => {
  it('does not copy what it reads for a logger that was not given', () => {
    const client = documentClient({ region: 'us-east-1' });
    const names = client.middlewareStack.identify();
    expect(names.filter((name) => /logger/i.test(name))).toEqual([]);
    expect(names.length, 'the other steps are there').toBeGreaterThan(4);
  });

  it('waits for no table that takes a call and does not answer', async () => {
    vi.stubEnv(ENVIRONMENT.tableAnswerMs, '30');
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = documentClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const error: unknown = await client
      .send(new GetCommand({ TableName: 'none', Key: { pk: 'a' } }))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { documentClient, onceClient } from '../../../adapters/dynamo/document-client.ts';
import { GetCall, sendCall } from '../../../adapters/dynamo/table-calls.ts';
import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';

const get = new GetCall({ TableName: 'none', Key: { pk: 'a' } });

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

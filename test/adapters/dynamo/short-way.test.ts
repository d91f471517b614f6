import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { ONCE, REPEATABLE, retryPolicy } from '../../../adapters/dynamo/retry-policy.ts';
import { Table } from '../../../adapters/dynamo/table.ts';

const KEY = { pk: 'a', sk: 'b' };
const HOUR_MS = 3_600_000;

/** One call as it came. */
interface Call {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A table behind an address that answers calls one after the other as it is told, and the calls that it got. */
async function tableThat(
  answers: readonly ((response: ServerResponse) => void)[],
  { settings = REPEATABLE, below = '' } = {},
) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      calls.push({ url, headers, body: Buffer.concat(chunks).toString() });
      (answers[calls.length - 1] ?? says({}))(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = documentClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}${below}`,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' },
    retryStrategy: retryPolicy({ ...settings, delayMs: () => 0 }),
  });
  return { table: new Table(client, 'ledger'), client, calls, port };
}

const says =
  (body: object | string, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

/** The first half of an answer. */
const breaksOff = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"Item":', () => response.destroy());
};

const found = says({ Item: { pk: { S: 'a' } } });

describe('the short way to the table', () => {
  it('asks in the protocol of DynamoDB, signed, below the path of the address', async () => {
    const { table, calls, port } = await tableThat([found, found], { below: '/path' });
    expect(await table.get(KEY)).toEqual({ pk: 'a' });
    await table.get(KEY, { consistent: false });
    expect(calls.map(({ url, body }) => ({ url, body: JSON.parse(body) as object }))).toEqual(
      [true, false].map((ConsistentRead) => ({
        url: '/path/',
        body: { TableName: 'ledger', Key: { pk: { S: 'a' }, sk: { S: 'b' } }, ConsistentRead },
      })),
    );
    expect(calls[0]?.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=[a-z;-]*host[a-z;-]*, Signature=[0-9a-f]{64}$/,
      ) as string,
    });
  });

  it.each([
    ['broke off', breaksOff, 'aborted'],
    ['was an error of the table', says({ __type: 'x#InternalServerError' }, 500), 'InternalServerError'],
    ['was a page of something on the way', says('<html>', 503), 'UnknownError'],
  ])(
    'asks again where the answer %s, and not where a write must not be made twice',
    async (_, answer, told) => {
      const again = await tableThat([answer, found]);
      expect(await again.table.get(KEY)).toEqual({ pk: 'a' });
      expect(again.calls[1]?.body).toBe(again.calls[0]?.body);
      const once = await tableThat([answer, found], { settings: ONCE });
      await expect(once.table.put(KEY)).rejects.toThrow(told);
      expect(once.calls).toHaveLength(1);
    },
  );

  it('does not ask again what the table will not take', async () => {
    const refuses = says({ __type: 'com.amazon.coral.validate#ValidationException', message: 'no' }, 400);
    const { table, calls } = await tableThat([refuses]);
    await expect(table.put(KEY)).rejects.toMatchObject({ name: 'ValidationException', message: 'no' });
    const unreadable = await tableThat([says('{"Item":', 200)]);
    await expect(unreadable.table.get(KEY)).rejects.toThrow(SyntaxError);
    expect([calls.length, unreadable.calls.length]).toEqual([1, 1]);
  });

  it("takes the table's time where this machine's is wrong by more than a signature may be", async () => {
    const date = new Date(Date.now() + HOUR_MS).toUTCString();
    const { table, calls } = await tableThat([
      says({ __type: 'x#InvalidSignatureException' }, 400, { date }),
      found,
    ]);
    expect(await table.get(KEY)).toEqual({ pk: 'a' });
    const [first = '', second = ''] = calls.map(({ headers }) => String(headers['x-amz-date']));
    const hours = (text: string) =>
      Date.parse(text.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')) / HOUR_MS;
    expect(hours(second) - hours(first)).toBeCloseTo(1, 1);
  });

  it('has the steps that its client is given later, and not those that are taken away', async () => {
    const { table, client, calls } = await tableThat([]);
    await table.get(KEY);
    const heard: string[] = [];
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          heard.push(commandName);
          return next(args);
        },
      { step: 'initialize', name: 'hear' },
    );
    await table.get(KEY);
    await table.put(KEY);
    client.middlewareStack.remove('hear');
    await table.put(KEY);
    expect(heard).toEqual(['GetItemCommand', 'PutItemCommand']);
    expect(calls).toHaveLength(4);
  });
});

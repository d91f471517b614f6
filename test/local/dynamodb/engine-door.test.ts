import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngineDoor } from '../../../local/dynamodb/engine-door.ts';
import { admitBelow } from '../../../local/guard.ts';
import { addressOf, closeServer, listen } from '../../../local/http-server.ts';
import { Account } from '../../../local/iam/account.ts';
import { tableCheck } from '../../../local/iam/checks.ts';
import { refuseTable } from '../../../local/iam/refusals.ts';
import { Resolver } from '../../../local/resolve.ts';
import { roleOf, stackOf } from '../fixtures/stacks.ts';

const SECRET = '0'.repeat(32);
const engine = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: incoming.url, method: incoming.method, body }));
  });
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let door: Awaited<ReturnType<typeof openEngineDoor>>;

beforeAll(async () => {
  await listen(engine, 0);
  door = await openEngineDoor(
    addressOf(engine),
    admitBelow([{ secret: SECRET, takes: () => true }]),
    ({ body }) => (body.includes('forbidden') ? refuseTable('User: x is not authorized') : undefined),
  );
});

afterAll(async () => {
  agent.destroy();
  await door.close();
  await closeServer(engine);
});

async function call(path: string, body: string | readonly string[], more: Record<string, string> = {}) {
  const parts = typeof body === 'string' ? [body] : body;
  const length = Buffer.byteLength(parts.join(''));
  const headers = { 'content-length': length, ...more };
  const sent = request(`${door.address}${path}`, { agent, method: 'POST', headers });
  for (const part of parts) {
    sent.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  sent.end();
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
  let text = '';
  for await (const chunk of response) text += chunk.toString();
  return { status: response.statusCode, body: JSON.parse(text) as Record<string, unknown> };
}

describe('the door of the engine', () => {
  it('passes calls below the secret on, one after the other over one connection', async () => {
    for (const body of ['first', 'second', 'x'.repeat(300_000)]) {
      expect(await call(`/${SECRET}/`, body)).toEqual({
        status: 200,
        body: { url: '/', method: 'POST', body },
      });
    }
  });

  it('puts a call together that comes in pieces', async () => {
    const { body } = await call(`/${SECRET}`, ['a'.repeat(70_000), 'b', 'ü'.repeat(10)]);
    expect(body['body']).toBe(`${'a'.repeat(70_000)}b${'ü'.repeat(10)}`);
  });

  it('answers what the check refuses, and takes the next call', async () => {
    expect(await call(`/${SECRET}/`, 'forbidden')).toEqual({
      status: 400,
      body: {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        Message: 'User: x is not authorized',
      },
    });
    expect(await call(`/${SECRET}/`, 'next')).toMatchObject({ status: 200, body: { body: 'next' } });
  });

  it('lets nobody in without the secret, by another name, or from a page of elsewhere', async () => {
    expect(await call('/wrong/', 'x')).toMatchObject({ status: 403 });
    expect(await call(`/${SECRET}/`, 'x', { host: 'evil.example' })).toMatchObject({
      status: 403,
    });
    const foreign = { origin: 'https://evil.example' };
    expect(await call(`/${SECRET}/`, 'x', foreign)).toMatchObject({ status: 403 });
  });

  it.each([
    [
      'a body of unknown length',
      `POST /${SECRET}/ HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`,
    ],
    ['a head without end', 'x'.repeat(70_000)],
  ])('hangs up at %s', async (_what, bytes) => {
    const socket = connect(Number(new URL(door.address).port), '127.0.0.1');
    // It may end by a reset: the door has read enough.
    socket.on('error', () => undefined).resume();
    socket.write(bytes);
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });
});

describe('the check of tables', () => {
  const TABLE = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Ledger';
  const stack = stackOf(
    'App',
    roleOf('Reader', 'lambda.amazonaws.com', [{ Action: 'dynamodb:Query', Resource: TABLE }]),
  );
  const account = new Account(
    new Resolver([stack], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' }),
  );
  const [role] = account.roles;
  const key = role === undefined ? '' : account.keyOf(account.as(role, 'Work'));
  const check = tableCheck({ account, place: { region: 'eu-west-1', account: '000000000000' } }, new Map());

  function statusOf(operation: string, body: string): number | undefined {
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/dynamodb/aws4_request`,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    return check({ method: 'POST', url: '/', headers, body: Buffer.from(body) })?.status;
  }

  it('remembers by operation, table and index, however the body is written', () => {
    for (let round = 0; round < 2; round += 1) {
      expect(statusOf('Query', '{"TableName":"Ledger"}')).toBeUndefined();
      expect(statusOf('Query', '{"TableName":"Ledger","IndexName":"day"}')).toBe(400);
      expect(statusOf('Query', '{"TableName":"Other"}')).toBe(400);
      expect(statusOf('Query', '{ "TableName" : "Ledger" }')).toBeUndefined();
      expect(statusOf('Query', '{ "TableName" : "Other" }')).toBe(400);
      expect(statusOf('PutItem', '{"TableName":"Ledger"}')).toBe(400);
    }
  });

  it('is not misled by what an item says', () => {
    const item = { note: { S: '"TableName":"Ledger"' }, TableName: { S: 'Ledger' } };
    expect(statusOf('Query', JSON.stringify({ Item: item, TableName: 'Other' }))).toBe(400);
  });
});

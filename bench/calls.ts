import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { entryItem } from '../adapters/dynamo/entry-item.ts';
import { retryPolicy } from '../adapters/dynamo/retry-policy.ts';
import type { PutCall } from '../adapters/dynamo/table-calls.ts';
import { Table } from '../adapters/dynamo/table.ts';
import { anEntry } from '../testing/factories.ts';
import { median } from '../core/forecast/statistics.ts';

export const description =
  "processor time of one put by the short way and by the SDK's chain, against a table that answers at once";

const PUTS = 1500;
const AT_ONCE = 32;
const ROUNDS = 5;

/** Answers every call with nothing, in a thread whose time is not counted. */
const SERVER = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'));
}).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** Microseconds of this thread for each of so many puts. */
async function putMicroseconds(table: Table, puts: number): Promise<number> {
  const item = entryItem(anEntry({ attributes: { tier: 'x' } }));
  let begun = 0;
  const before = process.threadCpuUsage();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (begun++ < puts) await table.putIfAbsent(item);
    }),
  );
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / puts;
}

/** Runs the benchmark: both ways in turn, so that both meet the same moments of the machine. */
export async function run(): Promise<object> {
  const server = new Worker(SERVER, { eval: true });
  const [port] = (await once(server, 'message')) as [number];
  const settings = {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const plain = new DynamoDBClient({ ...settings, retryStrategy: retryPolicy() });
  plain.middlewareStack.remove('loggerMiddleware');
  const document = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  const chain = new Table({ send: ({ input }: PutCall) => document.send(new PutCommand(input)) }, 'ledger');
  const short = new Table(documentClient(settings), 'ledger');
  for (const table of [chain, short]) await putMicroseconds(table, PUTS);
  const rounds: { readonly chain: number; readonly short: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ chain: await putMicroseconds(chain, PUTS), short: await putMicroseconds(short, PUTS) });
  }
  await server.terminate();
  const us = {
    chain: Math.round(median(rounds.map((round) => round.chain))),
    short: Math.round(median(rounds.map((round) => round.short))),
  };
  console.log(`a put: ${us.chain} µs of processor by the SDK's chain, ${us.short} by the short way`);
  return { bench: 'calls', usPerPut: us };
}

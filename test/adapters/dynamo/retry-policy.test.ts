import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { vi, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { ONCE, REPEATABLE, retryPolicy, type RetrySettings } from '../../../adapters/dynamo/retry-policy.ts';
import type { WireRequest } from '../../../adapters/dynamo/table-http.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const KEY = { pk: 'test', sk: '-' };
const ADD = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };
const delayMs = () => 0;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('retries');
});
afterAll(() => dynamo.stop());

const named = (name: string, httpStatusCode = 400) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
/** The write was made, and its answer was lost. */
const LOST = named('TimeoutError', 0);
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** A table whose first tries fail, one error each; a lost answer reaches the table. */
function failing(settings: RetrySettings, ...errors: Error[]) {
  const bodies: string[] = [];
  const client = dynamo.client({ retryStrategy: retryPolicy({ ...settings, delayMs }) });
  client.middlewareStack.add(
    (next) => async (args) => {
      bodies.push((args.request as WireRequest).body);
      const error = errors.shift();
      if (error === LOST) await next(args);
      if (error) throw error;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'fail' },
  );
  return { table: new Table(client, 'retries'), bodies };
}

async function counted(key: string): Promise<string | undefined> {
  const item = await new Table(dynamo.client(), 'retries').get({ pk: key, sk: '-' });
  return (item?.['n'] as { value: string } | undefined)?.value;
}

describe.each([
  ['a write whose result is the same when it is made twice', REPEATABLE],
  ['a write that must not be made twice', ONCE],
])('%s', (name, settings) => {
  it.each(['TransactionConflictException', 'ThrottlingException', 'ProvisionedThroughputExceededException'])(
    'is made again after %s: nothing was written',
    async (refusal) => {
      const pk = `${name} ${refusal}`;
      const { table, bodies } = failing(settings, named(refusal), named(refusal));
      await table.update({ pk, sk: '-' }, ADD);
      expect([bodies.length, await counted(pk)]).toEqual([3, '1']);
    },
  );

  it('is not made again after a refusal that would come again', async () => {
    const { table, bodies } = failing(settings, named('ValidationException'), named('ValidationException'));
    await expect(table.update(KEY, ADD)).rejects.toThrow('ValidationException');
    expect(bodies).toHaveLength(1);
  });

  it('is given up in the end', async () => {
    const refusals = Array.from({ length: 100 }, () => named('ThrottlingException'));
    const { table, bodies } = failing(settings, ...refusals);
    await expect(table.update(KEY, ADD)).rejects.toThrow('ThrottlingException');
    expect(bodies).toHaveLength(settings.refusedTries);
  });
});

describe('a lost answer', () => {
  it.each([LOST, named('InternalServerError', 500)])(
    'is asked for again, three times in all: %s',
    async (error) => {
      const { table, bodies } = failing(REPEATABLE, error, error);
      await table.put({ ...KEY, e: 'Z' });
      expect(bodies).toHaveLength(3);
      const lasting = failing(REPEATABLE, error, error, error);
      await expect(lasting.table.get(KEY)).rejects.toThrow(error.name);
    },
  );

  it('rejects where the write must not be made twice', async () => {
    const { table, bodies } = failing(ONCE, LOST);
    await expect(table.update({ pk: 'lost once', sk: '-' }, ADD)).rejects.toThrow('TimeoutError');
    expect([bodies.length, await counted('lost once')]).toEqual([1, '1']);
  });

  it('of a transaction is not added twice: the request keeps its token', async () => {
    const { table, bodies } = failing(REPEATABLE, LOST);
    const Update = { Key: { pk: 'lost transaction', sk: '-' }, ...ADD };
    expect(await table.transact([{ Update }])).toBeUndefined();
    const tokens = bodies.map(
      (body) => (JSON.parse(body) as { ClientRequestToken: string }).ClientRequestToken,
    );
    expect(new Set(tokens).size).toBe(1);
    expect([bodies.length, await counted('lost transaction')]).toEqual([2, '1']);
  });
});

describe('a cancelled transaction', () => {
  const Update = { Key: { pk: 'cancelled', sk: '-' }, ...ADD };

  it('is sent again while it only met others or a lack of capacity', async () => {
    const { table, bodies } = failing(
      REPEATABLE,
      cancelled('None', 'TransactionConflict'),
      cancelled('ThrottlingError', 'TransactionConflict'),
    );
    expect(await table.transact([{ Update }])).toBeUndefined();
    expect([bodies.length, await counted('cancelled')]).toEqual([3, '1']);
  });

  it('answers with its reasons when a condition failed', async () => {
    const codes = ['ConditionalCheckFailed', 'TransactionConflict'];
    const { table, bodies } = failing(REPEATABLE, cancelled(...codes));
    expect(await table.transact([{ Update }])).toEqual(codes);
    expect(bodies).toHaveLength(1);
  });
});

describe('the client of the table', () => {
  const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

  it('waits three seconds for an answer, or as long as the environment says', () => {
    vi.stubEnv('TABLE_ANSWER_MS', undefined);
    expect(documentClient(local).config.requestHandler).toMatchObject({ answerMs: 3000 });
    vi.stubEnv('TABLE_ANSWER_MS', '7');
    expect(documentClient(local).config.requestHandler).toMatchObject({ answerMs: 7 });
    vi.unstubAllEnvs();
  });

  it('takes an answer that does not come for a lost one', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    for (const settings of [REPEATABLE, ONCE]) {
      const retryStrategy = retryPolicy({ ...settings, delayMs });
      const table = new Table(documentClient({ ...local, endpoint, answerMs: 20, retryStrategy }), 'retries');
      await expect(table.get(KEY)).rejects.toMatchObject({
        name: 'TimeoutError',
        $metadata: { attempts: settings.unansweredTries },
      });
    }
    silent.closeAllConnections();
    silent.close();
  });
});

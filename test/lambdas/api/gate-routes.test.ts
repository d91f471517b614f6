import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger } from '../../support/ledger.ts';

const PRICE = {
  provider: 'openai',
  model: 'house-model',
  unit: 'input_tokens',
  unitPriceUsd: '1',
  per: 1,
  effectiveFrom: '2026-11-01',
};
const CALL = { provider: 'openai', model: 'house-model', usage: { input_tokens: 3 }, userId: 'user-1' };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Two functions over one ledger with a budget of $10 a day, and the calls of the table of the first one. */
async function twoFunctions(table: string) {
  await startLedger(dynamo, table);
  const calls: string[] = [];
  const client = dynamo.client();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        calls.push(commandName);
        return next(args);
      },
    { step: 'initialize', name: 'listCalls' },
  );
  const counted = { ...dynamo, client: () => client };
  const [first, other] = [startApi(counted, table), startApi(dynamo, table)];
  const budget = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '10' };
  expect((await other.call('POST /budgets', { as: CALLERS.admin, body: budget })).status).toBe(201);
  return { first, other, calls };
}

async function authorize(api: TestApi) {
  return (await api.call('POST /budgets/authorize', { as: CALLERS.admin, body: CALL })).body;
}

describe('POST /budgets/authorize', () => {
  it('makes two reads and two writes of the table once it is warm', async () => {
    const { first, other, calls } = await twoFunctions('gate-calls');
    await other.call('POST /prices', { as: CALLERS.admin, body: PRICE });
    await authorize(first);
    calls.length = 0;
    expect(await authorize(first)).toMatchObject({ decision: 'allow', remainingUsd: '4' });
    expect(calls.map((name) => name.replace(/Item(?=Command$)/, ''))).toEqual([
      'BatchGetCommand',
      'QueryCommand',
      'UpdateCommand',
      'PutCommand',
    ]);
  });

  it('is priced by what another function stored just before', async () => {
    const { first, other } = await twoFunctions('gate-prices');
    await other.call('POST /prices', { as: CALLERS.admin, body: PRICE });
    expect(await authorize(first)).toMatchObject({ decision: 'allow', remainingUsd: '7' });
    const dearer = { ...PRICE, unitPriceUsd: '2.5', effectiveFrom: '2026-11-20' };
    expect((await other.call('POST /prices', { as: CALLERS.admin, body: dearer })).status).toBe(201);
    expect(await authorize(first)).toMatchObject({ decision: 'deny', remainingUsd: '7' });
  });
});

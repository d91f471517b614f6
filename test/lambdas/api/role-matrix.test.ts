import { Buffer } from 'node:buffer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../../lambdas/api/create-api.ts';
import { closedRequests, isClosed, ODD_GROUPS } from '../../../prove/inputs/roles.ts';
import type { ApiDocument } from '../../../prove/inputs/slots.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, gatewayEvent, startApi, type TestApi, type TestCaller } from '../../support/api.ts';
import { startLedger } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;
let handle: ReturnType<typeof createApi>;
let operations: ReturnType<typeof closedRequests>;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'matrix');
  api = startApi(dynamo, 'matrix');
  handle = createApi(api.ports, { error: () => undefined });
  operations = closedRequests((await api.call('/openapi.json')).body as unknown as ApiDocument);
});
afterAll(() => dynamo.stop());

async function statusOf(event: APIGatewayProxyEventV2): Promise<number> {
  return (await handle(event, {} as Context)).statusCode ?? 0;
}

const as = (request: string, caller: TestCaller) => statusOf(gatewayEvent(request, caller, {}));

describe('every operation of the API’s document', () => {
  it('is there to be tried', () => {
    expect(operations.length).toBeGreaterThan(60);
    expect(operations.filter(({ operation }) => isClosed(operation)).length).toBeGreaterThan(50);
  });

  it('is closed to who has no token, or one without a subject', async () => {
    for (const { request } of operations) {
      const forged = gatewayEvent(
        request,
        'nobody',
        {},
        {
          authorization: `Bearer e30.${Buffer.from(JSON.stringify(CALLERS.admin)).toString('base64url')}.c2ln`,
        },
      );
      expect([request, await as(request, 'nobody'), await statusOf(forged)]).toEqual([request, 401, 401]);
      expect([request, await as(request, { 'cognito:groups': ['cost-admins'] })]).toEqual([request, 401]);
    }
  });

  it('answers callers of odd groups as those of none', async () => {
    for (const { request, operation } of operations) {
      const plain = await as(request, { sub: 'user-1' });
      expect([request, plain === 403]).toEqual([request, isClosed(operation) || plain === 403]);
      for (const groups of ODD_GROUPS) {
        const odd = await as(request, { sub: 'user-1', 'cognito:groups': groups });
        expect([request, groups, odd]).toEqual([request, groups, plain]);
      }
    }
  });

  it('takes no role from a claim of another name, nor from a header that the gateway did not verify', async () => {
    const closed = operations.filter(({ operation }) => isClosed(operation));
    for (const { request } of closed) {
      const other = { sub: 'user-1', groups: ['cost-admins'], roles: ['cost-admins'], scope: 'cost-admins' };
      expect([request, await as(request, other)]).toEqual([request, 403]);
      const event = gatewayEvent(request, { sub: 'user-1', 'cognito:groups': ['not cost-admins'] }, {});
      const claims = { sub: 'somebody', 'cognito:groups': ['cost-admins'] };
      event.headers['authorization'] =
        `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
      expect([request, await statusOf(event)]).toEqual([request, 403]);
    }
  });
});

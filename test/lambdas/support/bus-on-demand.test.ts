import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { busOnDemand } from '../../../lambdas/support/bus-on-demand.ts';

const bus = mockClient(EventBridgeClient);
afterAll(() => {
  bus.restore();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('EVENT_BUS_NAME', 'ledger');
});
afterEach(() => {
  vi.unstubAllEnvs();
  bus.reset();
});

it('puts each kind of event on the bus', async () => {
  bus.on(PutEventsCommand).resolves({});
  const events = busOnDemand();
  await events.totalsChanged([{ scope: ORGANISATION }]);
  await events.alertsWaiting(['alert-1']);
  const sent = bus.commandCalls(PutEventsCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? []);
  expect(sent).toMatchObject([
    { EventBusName: 'ledger', DetailType: expect.stringContaining('otals') as string },
    { EventBusName: 'ledger', Detail: '{"alerts":["alert-1"]}' },
  ]);
});

it('tells a missing name at once', () => {
  vi.stubEnv('EVENT_BUS_NAME', '');
  expect(busOnDemand).toThrow('EVENT_BUS_NAME');
});

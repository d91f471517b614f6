import { describe, expect, it } from 'vitest';
import { type MetricQuery, recordOwnCost } from '../../../core/own-cost/record-own-usage.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { formatDecimal } from '../../../core/money/decimal.ts';
import { makeEntry, type UnmarkedEntry } from '../../../core/usage/make-entry.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';

const PLACE = {
  stage: 'production',
  region: 'us-east-1',
  parts: {
    functions: [
      { name: 'recorder', memoryMb: 1024 },
      { name: 'worker', memoryMb: 512 },
    ],
    queues: ['usage', 'jobs'],
    table: 'ledger',
    indexes: ['day'],
  },
};
const AT = Date.parse('2026-11-21T12:05:00Z');

/** Runs it with each metric's sum by "dimension values/metric"; answers the messages and what was asked. */
async function record(numbers: Readonly<Record<string, number>>, at = AT) {
  const bodies: string[] = [];
  const asked: { queries: readonly MetricQuery[]; from: number; to: number }[] = [];
  const sent = await recordOwnCost(
    {
      metrics: {
        async sums(queries, from, to) {
          asked.push({ queries, from, to });
          return queries.map(
            ({ name, dimensions }) => numbers[`${Object.values(dimensions).join('/')}/${name}`] ?? 0,
          );
        },
      },
      send: async (body) => {
        bodies.push(body);
      },
    },
    PLACE,
    at,
  );
  expect(sent).toBe(bodies.length);
  return { bodies, asked };
}

function entryOf(body: string): UnmarkedEntry {
  const [event] = parseMessage(body);
  if (event?.kind !== 'accepted') throw new Error('the recorder would refuse the message');
  const settings = { timeZone: 'UTC', lanes: [], trackedTags: [] };
  return makeEntry({ ...event, sourceHash: event.contentHash, recordedAt: AT }, settings, createPriceBook());
}

const BUSY = {
  'recorder/Invocations': 1000,
  'recorder/Duration': 20_000.5,
  'worker/Invocations': 4,
  'worker/Duration': 4000,
  'usage/NumberOfMessagesSent': 10,
  'usage/NumberOfMessagesReceived': 20,
  'usage/NumberOfMessagesDeleted': 30,
  'jobs/NumberOfEmptyReceives': 40,
  'ledger/ConsumedReadCapacityUnits': 1.5,
  'ledger/ConsumedWriteCapacityUnits': 2,
  'ledger/day/ConsumedReadCapacityUnits': 3,
  'ledger/day/ConsumedWriteCapacityUnits': 4,
};

describe('what the ledger itself costs', () => {
  it('is the hour two hours ago, one message for each service', async () => {
    const { bodies, asked } = await record(BUSY);
    expect(asked).toHaveLength(1);
    expect(new Date(asked[0]?.from ?? 0).toISOString()).toBe('2026-11-21T10:00:00.000Z');
    expect((asked[0]?.to ?? 0) - (asked[0]?.from ?? 0)).toBe(3_600_000);
    expect(bodies.map((body) => JSON.parse(body) as object)).toEqual(
      (
        [
          ['lambda', 'lambda', 'lambda-arm64', { requests: '1004', gb_seconds: '22.0005' }],
          ['sqs', 'sqs', 'sqs-standard', { requests: '100' }],
          [
            'dynamodb',
            'storage',
            'dynamodb-on-demand',
            { read_request_units: '4.5', write_request_units: '6' },
          ],
        ] as const
      ).map(([name, service, model, usage]) => ({
        id: `own-cost-2026-11-21T10-${name}`,
        occurredAt: '2026-11-21T10:00:00.000Z',
        provider: 'aws',
        service,
        model,
        region: 'us-east-1',
        usage,
        operation: 'costkeeper',
        resource: { type: 'costkeeper', id: 'production' },
      })),
    );
  });

  it('is taken and priced like any usage', async () => {
    const entries = (await record(BUSY)).bodies.map(entryOf);
    expect(entries.map(({ status, cost }) => [status, formatDecimal(cost)])).toEqual([
      ['priced', '0.000494141467'],
      ['priced', '0.00004'],
      ['priced', '0.0000043125'],
    ]);
  });

  it('says the same when it runs again in the hour, so that it counts once', async () => {
    expect((await record(BUSY, AT + 600_000)).bodies).toEqual((await record(BUSY)).bodies);
    expect((await record(BUSY, AT + 3_600_000)).bodies).not.toEqual((await record(BUSY)).bodies);
  });

  it('is silent about services that were not used', async () => {
    expect((await record({})).bodies).toEqual([]);
    expect((await record({ 'usage/NumberOfMessagesSent': 1 })).bodies).toHaveLength(1);
  });
});

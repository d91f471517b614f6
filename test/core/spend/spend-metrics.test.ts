import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { CloudWatchSpendMetrics } from '../../../adapters/cloudwatch/spend-metric-sink.ts';
import { metricRefusal } from '../../../local/metric-rules.ts';
import { type PicoUsd, picoUsd } from '../../../core/money/decimal.ts';
import { publishSpend, type SpendMetrics, type SpendPoint } from '../../../core/spend/spend-metrics.ts';
import type { OrganisationCell } from '../../../core/spend/totals-reader.ts';
import type { Days } from '../../../core/time/range.ts';
import { aDay } from '../../../testing/dates.ts';

const AT = Date.parse('2026-11-20T23:05:00Z');

function cell(service: string, cost: PicoUsd): OrganisationCell {
  return {
    day: aDay('2026-11-21'),
    provider: 'p',
    service,
    model: 'm',
    total: { cost, events: 1, unpriced: 0 },
  };
}

async function published(which: SpendMetrics) {
  const asked: Days[] = [];
  const put: SpendPoint[][] = [];
  const totals = {
    cells: (days: Days) => {
      asked.push(days);
      return Promise.resolve([cell('llm', picoUsd(5n)), cell('llm', picoUsd(2n)), cell('tts', picoUsd(1n))]);
    },
  };
  await publishSpend(which, AT, 'Europe/Berlin', totals, {
    put: (points) => Promise.resolve(void put.push([...points])),
  });
  return { asked, put };
}

describe('publishSpend', () => {
  it('publishes the open day of the ledger, all and by service', async () => {
    const { asked, put } = await published('services');
    expect(asked).toEqual([{ from: '2026-11-21', to: '2026-11-21' }]);
    expect(put).toEqual([[{ cost: 8n }, { service: 'llm', cost: 7n }, { service: 'tts', cost: 1n }]]);
  });

  it('publishes one figure or none where the stage wants less', async () => {
    expect((await published('total')).put).toEqual([[{ cost: 8n }]]);
    expect(await published('off')).toEqual({ asked: [], put: [] });
  });
});

describe('spend in CloudWatch', () => {
  it('is one metric, with the service as its dimension, at the time of the schedule', async () => {
    const cloudWatch = mockClient(CloudWatchClient);
    cloudWatch.on(PutMetricDataCommand).resolves({});
    const sink = new CloudWatchSpendMetrics(new CloudWatchClient({}), 'Costkeeper-test/Spend');
    await sink.put([{ cost: picoUsd(1_500_000_000_000n) }, { service: 'llm', cost: picoUsd(1n) }], AT);
    const common = { MetricName: 'SpendTodayUsd', Timestamp: new Date(AT) };
    expect(cloudWatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input).toEqual({
      Namespace: 'Costkeeper-test/Spend',
      MetricData: [
        { ...common, Value: 1.5 },
        { ...common, Value: 1e-12, Dimensions: [{ Name: 'service', Value: 'llm' }] },
      ],
    });
    cloudWatch.restore();
  });

  it.each(['\u65e5\u672c', ':colon', '   ', 'caf\u00e9\n', '\ud800', '\u65e5'.repeat(256), 'plain name'])(
    'takes the service %j, for which CloudWatch would refuse the whole call, in a name that it takes',
    async (service) => {
      const cloudWatch = mockClient(CloudWatchClient);
      cloudWatch.on(PutMetricDataCommand).resolves({});
      const sink = new CloudWatchSpendMetrics(new CloudWatchClient({}), 'Costkeeper-test/Spend');
      await sink.put([{ service, cost: picoUsd(1n) }], AT);
      const [call] = cloudWatch.commandCalls(PutMetricDataCommand);
      const { input } = call?.args[0] ?? {};
      expect(metricRefusal({ ...input }, 100, AT)).toBeUndefined();
      cloudWatch.restore();
    },
  );
});

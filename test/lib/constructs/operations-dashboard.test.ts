import { describe, expect, it } from 'vitest';
import { functionSource } from '../../support/function-source.ts';
import { resourcesOf, synthesize } from '../../support/synthesize.ts';

const priceFeed = {
  urls: ['https://prices.example.com/pack.json'],
  publicKey: 'MCowBQYDK2VwAyEA6S8GIPaGCrZltzTx3cDNwf95aZ1dTAHVTXBL0Rr7Kmg=',
  everyMinutes: 60,
  holdAbovePercent: 5,
  secondSources: [],
};
const on = synthesize('production', { priceFeed });
const off = synthesize('production', { operationsDashboard: false, tracing: true });

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    /** Namespace, name, then names and values of dimensions in turn. */
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

/** The widgets as CloudWatch reads them, with a name for each value that CloudFormation fills in. */
function widgets(): Widget[] {
  const [dashboard] = Object.values(resourcesOf(on.all, 'AWS::CloudWatch::Dashboard'));
  const body = dashboard?.Properties['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x')).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}

describe('the dashboard of a stage', () => {
  it('shows flow, freshness, failures, quarantine, the table and prices, and every alarm', () => {
    expect(widgets().map(({ properties }) => properties.title)).toEqual([
      'Alarms',
      'Usage messages a second',
      'Messages that wait',
      'Freshness: how far behind, seconds',
      'Errors of functions and of the API',
      'Calls that AWS turned away',
      'Quarantine and what was given up',
      'Request units of the table a second',
      'Requests that the table turned away',
      'Age of prices, hours, and alerts',
    ]);
    const alarms = Object.keys(resourcesOf(on.all, 'AWS::CloudWatch::Alarm'));
    expect(widgets()[0]?.properties.alarms).toHaveLength(alarms.length);
  });

  it('shows of our own metrics those that the function it names emits', async () => {
    const shown = widgets().flatMap(({ properties }) => properties.metrics ?? []);
    const own = shown.filter(([namespace]) => namespace === 'Costkeeper-production');
    expect(own).toHaveLength(5);
    for (const [, name, , service] of own) {
      expect(await functionSource(String(service))).toContain(`addMetric('${String(name)}'`);
    }
  });

  it('names every function and queue that it shows', () => {
    const body = JSON.stringify(resourcesOf([on.api], 'AWS::CloudWatch::Dashboard'));
    expect(body).not.toMatch(/Name\\+",\\+"\\+"/);
  });

  it('is one for a stage, in the last of its stacks, and takes no export of another', () => {
    expect(Object.keys(on.api.findResources('AWS::CloudWatch::Dashboard'))).toHaveLength(1);
    const [dashboard] = Object.values(resourcesOf([on.api], 'AWS::CloudWatch::Dashboard'));
    const imports = JSON.stringify(dashboard).match(/"Fn::ImportValue":"[^"]+"/g) ?? [];
    // The table’s name alone, which the function behind the API imports too.
    expect(new Set(imports).size).toBeLessThanOrEqual(1);
  });

  it('leaves nothing behind when a stage does without', () => {
    expect(resourcesOf(off.all, 'AWS::CloudWatch::Dashboard')).toEqual({});
    expect(JSON.stringify(resourcesOf(off.all, 'AWS::SSM::Parameter'))).not.toContain('/shown-');
  });
});

describe('tracing', () => {
  it('is off by default, and on for every function that asks for it with the two rights it takes', () => {
    expect(JSON.stringify(on.all.map((template) => template.toJSON() as object))).not.toMatch(
      /xray|TracingConfig/,
    );
    const functions = Object.values(resourcesOf(off.all, 'AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties['Environment'] !== undefined,
    );
    for (const { Properties } of functions) expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' });
    const rights = JSON.stringify(resourcesOf(off.all, 'AWS::IAM::Policy')).match(/xray:PutTraceSegments/g);
    expect(rights).toHaveLength(functions.length);
  });
});

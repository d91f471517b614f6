import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  type MetricProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Names of what a stage runs, as the dashboard's stack reads them. */
export interface ShownNames {
  /** Names of functions by their files in lambdas/. */
  readonly functions: Readonly<Record<string, string>>;
  readonly usageQueue: string;
  /** Names of queues where messages end that nobody could take, by what they are called. */
  readonly lastStops: Readonly<Record<string, string>>;
  readonly jobQueue: string;
  readonly table: string;
  readonly apiId: string;
}

export interface OperationsDashboardProps {
  readonly stage: string;
  readonly names: ShownNames;
  /** Namespace of the metrics that functions emit themselves. */
  readonly metricsNamespace: string;
  readonly alarmNames: readonly string[];
  /** Whether price packs are fetched, which have an age. */
  readonly hasPriceFeed: boolean;
}

const PERIOD = Duration.minutes(5);
const WIDTH = 8;

/**
 * One CloudWatch dashboard for a stage: what comes in, how far behind it is, what fails and what waits. Its metrics are
 * AWS's own and those of the functions; it makes none, and costs what a dashboard costs.
 */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `costkeeper-${props.stage}` });
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', width: 24, alarms: this.#alarms(props.alarmNames) }),
    );
    dashboard.addWidgets(...flow(props), freshness(props));
    dashboard.addWidgets(...failures(props), quarantine(props));
    dashboard.addWidgets(...table(props), prices(props));
  }

  /** Alarms of other stacks too: their names are fixed, so that nothing has to be imported. */
  #alarms(names: readonly string[]) {
    return names.map((name) =>
      Alarm.fromAlarmArn(
        this,
        name,
        Stack.of(this).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: name,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ),
    );
  }
}

/** Whose metrics are shown. */
type Source = Pick<MetricProps, 'namespace' | 'dimensionsMap'>;

function ofQueue(name: string): Source {
  return { namespace: 'AWS/SQS', dimensionsMap: { QueueName: name } };
}

function ofFunction(name: string): Source {
  return { namespace: 'AWS/Lambda', dimensionsMap: { FunctionName: name } };
}

function ofTable(name: string): Source {
  return { namespace: 'AWS/DynamoDB', dimensionsMap: { TableName: name } };
}

/** What a function emits itself, by its file in lambdas/. */
function own({ metricsNamespace }: OperationsDashboardProps, service: string): Source {
  return { namespace: metricsNamespace, dimensionsMap: { service } };
}

function metric(source: Source, metricName: string, statistic: 'Sum' | 'Maximum', label: string): Metric {
  return new Metric({ ...source, metricName, statistic, label, period: PERIOD });
}

/** A sum as its mean in a second. */
function aSecond(metric: Metric, label: string): MathExpression {
  // Metrics of a graph differ by their ids.
  return new MathExpression({
    expression: `${label} / PERIOD(${label})`,
    usingMetrics: { [label]: metric },
    label,
    period: PERIOD,
  });
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: WIDTH, height: 6, leftYAxis: { min: 0 } });
}

function flow({ names: { usageQueue, jobQueue } }: OperationsDashboardProps): GraphWidget[] {
  const [usage, jobs] = [ofQueue(usageQueue), ofQueue(jobQueue)];
  return [
    graph('Usage messages a second', [
      aSecond(metric(usage, 'NumberOfMessagesSent', 'Sum', 'sent'), 'sent'),
      aSecond(metric(usage, 'NumberOfMessagesDeleted', 'Sum', 'recorded'), 'recorded'),
    ]),
    graph('Messages that wait', [
      metric(usage, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'usage'),
      metric(jobs, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'jobs'),
    ]),
  ];
}

function freshness({ names: { usageQueue, functions } }: OperationsDashboardProps): GraphWidget {
  const aggregator = functions['aggregate-usage'];
  if (aggregator === undefined) throw new Error('the dashboard needs the name of aggregate-usage');
  return graph('Freshness: how far behind, seconds', [
    metric(ofQueue(usageQueue), 'ApproximateAgeOfOldestMessage', 'Maximum', 'oldest message'),
    new MathExpression({
      expression: 'ms / 1000',
      usingMetrics: { ms: metric(ofFunction(aggregator), 'IteratorAge', 'Maximum', 'totals') },
      label: 'totals behind entries',
      period: PERIOD,
    }),
  ]);
}

function failures({ names: { functions, apiId } }: OperationsDashboardProps): GraphWidget[] {
  const each = (metricName: string) =>
    Object.entries(functions).map(([name, deployed]) =>
      metric(ofFunction(deployed), metricName, 'Sum', name),
    );
  const api = { namespace: 'AWS/ApiGateway', dimensionsMap: { ApiId: apiId } };
  return [
    graph('Errors of functions and of the API', [
      ...each('Errors'),
      metric(api, '5xx', 'Sum', '5xx of the API'),
    ]),
    graph('Calls that AWS turned away', each('Throttles')),
  ];
}

function quarantine(props: OperationsDashboardProps): GraphWidget {
  return graph('Quarantine and what was given up', [
    metric(own(props, 'record-usage'), 'EventsKeptAside', 'Sum', 'events kept aside'),
    metric(own(props, 'aggregate-usage'), 'RecordsUnreadable', 'Sum', 'entries not readable'),
    ...Object.entries(props.names.lastStops).map(([label, name]) =>
      metric(ofQueue(name), 'ApproximateNumberOfMessagesVisible', 'Maximum', label),
    ),
  ]);
}

function table({ names: { table: tableName } }: OperationsDashboardProps): GraphWidget[] {
  const source = ofTable(tableName);
  return [
    graph('Request units of the table a second', [
      aSecond(metric(source, 'ConsumedWriteCapacityUnits', 'Sum', 'written'), 'written'),
      aSecond(metric(source, 'ConsumedReadCapacityUnits', 'Sum', 'read'), 'read'),
    ]),
    graph('Requests that the table turned away', [
      metric(source, 'WriteThrottleEvents', 'Sum', 'writes'),
      metric(source, 'ReadThrottleEvents', 'Sum', 'reads'),
    ]),
  ];
}

/** Without a feed prices are as old as the deployment; the alerts of budgets have the place then alone. */
function prices(props: OperationsDashboardProps): GraphWidget {
  const alerts = own(props, 'check-budgets');
  const age = metric(own(props, 'scheduled-work'), 'PriceDataAgeHours', 'Maximum', 'age of prices');
  return graph(props.hasPriceFeed ? 'Age of prices, hours, and alerts' : 'Alerts', [
    metric(alerts, 'AlertsRaised', 'Sum', 'alerts raised'),
    metric(alerts, 'AlertsNotDelivered', 'Sum', 'alerts not delivered'),
    ...(props.hasPriceFeed ? [age] : []),
  ]);
}

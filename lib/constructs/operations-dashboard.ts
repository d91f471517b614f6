import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
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

function queue(queueName: string, metricName: string, statistic: string, label: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic,
    label,
    period: PERIOD,
  });
}

function ofFunction(functionName: string, metricName: string, statistic: string, label: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    label,
    period: PERIOD,
  });
}

function ofTable(tableName: string, metricName: string, label: string): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
    label,
    period: PERIOD,
  });
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
  return [
    graph('Usage messages a second', [
      aSecond(queue(usageQueue, 'NumberOfMessagesSent', 'Sum', 'sent'), 'sent'),
      aSecond(queue(usageQueue, 'NumberOfMessagesDeleted', 'Sum', 'recorded'), 'recorded'),
    ]),
    graph('Messages that wait', [
      queue(usageQueue, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'usage'),
      queue(jobQueue, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'jobs'),
    ]),
  ];
}

function freshness({ names: { usageQueue, functions } }: OperationsDashboardProps): GraphWidget {
  return graph('Freshness: how far behind, seconds', [
    queue(usageQueue, 'ApproximateAgeOfOldestMessage', 'Maximum', 'oldest message'),
    new MathExpression({
      expression: 'ms / 1000',
      usingMetrics: {
        ms: ofFunction(functions['aggregate-usage'] ?? '', 'IteratorAge', 'Maximum', 'totals'),
      },
      label: 'totals behind entries',
      period: PERIOD,
    }),
  ]);
}

function failures({ names: { functions, apiId } }: OperationsDashboardProps): GraphWidget[] {
  const each = (metricName: string) =>
    Object.entries(functions).map(([name, deployed]) => ofFunction(deployed, metricName, 'Sum', name));
  const answers = new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: '5xx',
    dimensionsMap: { ApiId: apiId },
    statistic: 'Sum',
    label: '5xx of the API',
    period: PERIOD,
  });
  return [
    graph('Errors of functions and of the API', [...each('Errors'), answers]),
    graph('Calls that AWS turned away', each('Throttles')),
  ];
}

function quarantine({ names: { lastStops }, metricsNamespace }: OperationsDashboardProps): GraphWidget {
  const own = (service: string, metricName: string, label: string) =>
    new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service },
      statistic: 'Sum',
      label,
      period: PERIOD,
    });
  return graph('Quarantine and what was given up', [
    own('record-usage', 'EventsKeptAside', 'events kept aside'),
    own('aggregate-usage', 'RecordsUnreadable', 'entries not readable'),
    ...Object.entries(lastStops).map(([label, name]) =>
      queue(name, 'ApproximateNumberOfMessagesVisible', 'Maximum', label),
    ),
  ]);
}

function table({ names: { table: tableName } }: OperationsDashboardProps): GraphWidget[] {
  return [
    graph('Request units of the table a second', [
      aSecond(ofTable(tableName, 'ConsumedWriteCapacityUnits', 'written'), 'written'),
      aSecond(ofTable(tableName, 'ConsumedReadCapacityUnits', 'read'), 'read'),
    ]),
    graph('Requests that the table turned away', [
      ofTable(tableName, 'WriteThrottleEvents', 'writes'),
      ofTable(tableName, 'ReadThrottleEvents', 'reads'),
    ]),
  ];
}

/** Without a feed prices are as old as the deployment; the alerts of budgets have the place then alone. */
function prices({ metricsNamespace, hasPriceFeed }: OperationsDashboardProps): GraphWidget {
  const own = (service: string, metricName: string, statistic: string, label: string) =>
    new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service },
      statistic,
      label,
      period: PERIOD,
    });
  return graph(hasPriceFeed ? 'Age of prices, hours, and alerts' : 'Alerts', [
    own('check-budgets', 'AlertsRaised', 'Sum', 'alerts raised'),
    own('check-budgets', 'AlertsNotDelivered', 'Sum', 'alerts not delivered'),
    ...(hasPriceFeed ? [own('scheduled-work', 'PriceDataAgeHours', 'Maximum', 'age of prices')] : []),
  ]);
}

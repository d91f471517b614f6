import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib/core';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** high: costs are not counted or callers refused, act now; medium: act today. */
type Severity = 'high' | 'medium';

export interface LedgerAlarm {
  /** Fixed name, the same as its heading in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong, in a sentence for someone who was woken by it. */
  readonly description: string;
  readonly metric: IMetric;
  /** The alarm sounds when the metric is above this. */
  readonly above: number;
  /** Periods that are looked at. Default: 1. */
  readonly periods?: number;
  /** How many of them must be above. Default: all. */
  readonly ofThem?: number;
}

/** An error that a retry mends shows in one period and is no incident: it must show in two of three. */
export const REPEATED = { periods: 3, ofThem: 2 } as const;

/** Where a stack's constructs hand in their alarms; each goes to the stage's topic. */
export class AlarmRegister extends Construct {
  readonly #stage: string;
  readonly #topic: ITopic;
  readonly #names: string[] = [];

  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly topic: ITopic }) {
    super(scope, id);
    this.#stage = props.stage;
    this.#topic = props.topic;
  }

  /** Names of the alarms so far, as CloudWatch knows them. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Missing data is silence: nothing arrived, so nothing is wrong. Answers the alarm's name in CloudWatch. */
  add(alarm: LedgerAlarm): string {
    const alarmName = `costkeeper-${this.#stage}-${alarm.name}`;
    this.#names.push(alarmName);
    new Alarm(this, alarm.name, {
      alarmName,
      alarmDescription: `[${alarm.severity}] ${alarm.description} See docs/runbook.md#${alarm.name}`,
      metric: alarm.metric,
      threshold: alarm.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: alarm.periods ?? 1,
      datapointsToAlarm: alarm.ofThem ?? alarm.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.#topic));
    return alarmName;
  }
}

/** The topic that all alarms of a stage go to, and its reader. */
export function createAlarmTopic(scope: Construct, mail: string | undefined): Topic {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  // enforceSSL makes a topic policy, and any policy replaces SNS's default one, by which the account's own
  // alarms may publish: without this statement every alarm is silent.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (mail) topic.addSubscription(new EmailSubscription(mail));
  return topic;
}

import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** high: costs are not counted or callers refused, act now; medium: act today. */
export type Severity = 'high' | 'medium';

export interface LedgerAlarm {
  /** Fixed name, the same as its heading in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong, in a sentence for someone who was woken by it. */
  readonly description: string;
  readonly metric: IMetric;
  /** The alarm sounds when the metric is above this. */
  readonly above: number;
  /** Periods in a row that must be above. Default: 1. */
  readonly periods?: number;
}

/** Where a stack's constructs hand in their alarms; each goes to the stage's topic. */
export class LedgerAlarms extends Construct {
  readonly #stage: string;
  readonly #topic: ITopic;

  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly topic: ITopic }) {
    super(scope, id);
    this.#stage = props.stage;
    this.#topic = props.topic;
  }

  /** Missing data is silence: nothing arrived, so nothing is wrong. */
  add(alarm: LedgerAlarm): void {
    new Alarm(this, alarm.name, {
      alarmName: `costkeeper-${this.#stage}-${alarm.name}`,
      alarmDescription: `[${alarm.severity}] ${alarm.description} See docs/runbook.md#${alarm.name}`,
      metric: alarm.metric,
      threshold: alarm.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: alarm.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.#topic));
  }
}

/** The topic that all alarms of a stage go to, and its reader. */
export function createAlarmTopic(scope: Construct, mail: string | undefined): Topic {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  if (mail) topic.addSubscription(new EmailSubscription(mail));
  return topic;
}

import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { OLDEST_PRICE_HOURS } from '../../contracts/price-vocabulary.ts';
import { spendNamespaceOf } from '../../contracts/metric-namespaces.ts';
import type { ScheduledTask, SchedulePayload } from '../../contracts/schedule-payloads.ts';
import { TASK_SCHEDULES } from '../task-schedules.ts';
import { TIMEOUTS } from '../timeouts.ts';
import type { AlertChannels } from './alert-channels.ts';
import { FunctionSchedule, type FunctionScheduleProps, SCHEDULED_TIME } from './function-schedule.ts';
import type { JobRunner } from './run-job.ts';
import type { AlarmRegister } from './alarm-register.ts';
import { LedgerFunction } from './ledger-function.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import { TOTALS_ACTIONS } from './ledger-table.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';
import type { UsageQueue } from './usage-queue.ts';

function schedulesOf({
  ownCost,
  alertCanary,
  pricesEveryMinutes,
  hasRateFeed,
}: Pick<
  ScheduledWorkProps,
  'ownCost' | 'alertCanary' | 'pricesEveryMinutes' | 'hasRateFeed'
>): FunctionScheduleProps['schedules'] {
  const wanted: Readonly<Record<string, boolean>> = {
    'record-own-cost': ownCost,
    'alert-canary': alertCanary,
    'fetch-prices': pricesEveryMinutes !== undefined,
    'fetch-rates': hasRateFeed,
  };
  const all = { ...TASK_SCHEDULES, 'fetch-prices': everyMinutes(pricesEveryMinutes ?? 60) };
  const expressions = Object.entries(all).filter(([task]) => wanted[task] ?? true);
  return Object.fromEntries(
    expressions.map(([task, expression]) => {
      const payload: SchedulePayload = { task: task as ScheduledTask, scheduledAt: SCHEDULED_TIME };
      return [task, { expression, payload }];
    }),
  );
}

function everyMinutes(minutes: number): string {
  return minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`;
}

export interface ScheduledWorkProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  /** Mails to stakeholders go through the sender of alerts. */
  readonly channels: AlertChannels;
  /** Audits of whole days are jobs. */
  readonly jobs: JobRunner;
  /** Record hourly what the ledger itself costs. */
  readonly ownCost: boolean;
  /** Where the canary of alerting sends its usage. */
  readonly queue: UsageQueue;
  /** Prove every hour that a breach becomes an alert. */
  readonly alertCanary: boolean;
  /** Minutes between two looks for price packs; undefined where the stage takes none. */
  readonly pricesEveryMinutes: number | undefined;
  /** The stage takes exchange rates from a feed. */
  readonly hasRateFeed: boolean;
  /** Takes runs that could not be delivered or failed to the end. */
  readonly undelivered: UndeliveredCalls;
}

/** Work by the clock: `scheduled-work`, one function for all tasks. */
export class ScheduledWork extends Construct {
  readonly worker: LedgerFunction;

  constructor(scope: Construct, id: string, props: ScheduledWorkProps) {
    super(scope, id);
    this.worker = new LedgerFunction(this, 'ScheduledWork', {
      name: 'scheduled-work',
      defaults: props.defaults,
      timeout: TIMEOUTS.scheduledWork,
      memorySize: 1024,
    });
    // It reads marks and entries, and adds what is open through the aggregator's own path.
    props.table.allow(this.worker, TOTALS_ACTIONS);
    // A report that could not be sent gives its mark back, so that the next run sends it.
    props.table.allow(this.worker, ['DeleteItem']);
    // Closing months, anomalies and mails read the days' resources and groups; mails the alerts.
    props.table.allowDayIndex(this.worker);
    props.channels.allowMail(this.worker);
    props.jobs.allowSend(this.worker);
    // Last resort: an archive two weeks behind stops the table from deleting.
    props.table.allowStopExpiry(this.worker);
    this.#allowSpendMetrics(props.defaults.stage);
    if (props.alertCanary) props.queue.allowSend(this.worker);
    this.#watch(props.defaults.alarms);
    if (props.pricesEveryMinutes !== undefined) this.#watchPrices(props.defaults.alarms);
    if (props.hasRateFeed) this.#watchRates(props.defaults.alarms);
    props.undelivered.keepFailuresOf(this.worker);
    new FunctionSchedule(this, 'Clock', {
      fn: this.worker,
      undelivered: props.undelivered,
      schedules: schedulesOf(props),
    });
  }

  /** CloudWatch has no resources to name; the namespace is what can be limited. */
  #allowSpendMetrics(stage: string): void {
    this.worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': spendNamespaceOf(stage) } },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'PutMetricData knows no resources; a condition allows the one namespace of spend.',
    });
  }

  /** Only where packs are expected: without a feed the price data is as old as the deployment. */
  #watchPrices(alarms: AlarmRegister): void {
    alarms.add({
      name: 'price-data-old',
      severity: 'medium',
      description: 'No price pack came into force for three days: new models wait for a price.',
      metric: this.worker.ownMetric('PriceDataAgeHours').with({ statistic: 'Maximum' }),
      above: OLDEST_PRICE_HOURS,
    });
    alarms.add({
      name: 'price-pack-held',
      severity: 'medium',
      description: 'A price pack waits for somebody to apply it: changed prices do not hold until then.',
      metric: this.worker.ownMetric('PricePacksHeld').with({ statistic: 'Maximum' }),
      above: 0,
    });
  }

  /** Reference rates pause for four days at Easter and around the turn of a year. */
  #watchRates(alarms: AlarmRegister): void {
    alarms.add({
      name: 'exchange-rates-old',
      severity: 'medium',
      description: 'A currency of the rate feed had no new rate for a week: amounts are shown by an old one.',
      metric: this.worker.ownMetric('ExchangeRateAgeDays').with({ statistic: 'Maximum' }),
      above: 7,
    });
  }

  #watch(alarms: AlarmRegister): void {
    alarms.add({
      name: 'open-records-failing',
      severity: 'high',
      description:
        'Entries that are not in the totals yet could not be added by the quarter-hourly repair either.',
      metric: this.worker.ownMetric('OpenRecordsFailed'),
      above: 0,
    });
    alarms.add({
      name: 'alerting-broken',
      severity: 'high',
      description:
        'The canary passed its limit an hour ago and no alert was sent: a real breach would raise no alert either.',
      metric: this.worker.ownMetric('CanaryMissed'),
      above: 0,
    });
    alarms.add({
      name: 'archive-behind',
      severity: 'high',
      description: 'Days whose entries will expire are not archived; at 14 days the table stops deleting.',
      metric: this.worker.ownMetric('ArchiveDaysBehind'),
      above: 7,
    });
    alarms.add({
      name: 'erasures-overdue',
      severity: 'high',
      description: 'A user is to be erased, and the pass that is due has not ended for a day.',
      metric: this.worker.ownMetric('ErasuresOverdue'),
      above: 0,
    });
    alarms.add({
      name: 'spend-anomalies',
      severity: 'medium',
      description: 'A service, model, user or type of resource spent more than its past lets expect.',
      metric: this.worker.ownMetric('AnomaliesFound'),
      above: 0,
    });
  }
}

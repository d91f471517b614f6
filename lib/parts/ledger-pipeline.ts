import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../config/stage-schema.ts';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { BudgetCheck } from '../constructs/check-budgets.ts';
import { type FunctionDefaults, LedgerFunction } from '../constructs/ledger-function.ts';
import { JobRunner } from '../constructs/run-job.ts';
import { InvocationLogs } from '../constructs/invocation-logs.ts';
import { AlarmRegister } from '../constructs/alarm-register.ts';
import { allowOwnCost } from '../constructs/own-cost.ts';
import { ScheduledWork } from '../constructs/scheduled-work.ts';
import { parameterNameOf, SharedValue } from '../constructs/shared-value.ts';
import { tellOutputs } from '../constructs/stack-outputs.ts';
import { UsageAggregation } from '../constructs/aggregate-usage.ts';
import { UndeliveredCalls } from '../constructs/undelivered-calls.ts';
import { UsageIntake } from '../constructs/record-usage.ts';
import type { Windows } from '../batch-windows.ts';
import type { LedgerData } from './ledger-data.ts';

export interface LedgerPipelineProps {
  readonly data: LedgerData;
  readonly functions: Omit<FunctionDefaults, 'alarms'>;
  readonly windows: Windows;
  readonly recorderConcurrency: number;
  readonly jobConcurrency: number;
  /** Record what the ledger itself costs. */
  readonly ownCost: boolean;
  /** Prove every hour that a breach becomes an alert. */
  readonly alertCanary: boolean;
  /** Whether a dashboard shows the stage. */
  readonly operationsDashboard: boolean;
  /** Record every call of Bedrock in the account and region by its invocation log, and where that is. */
  readonly bedrockLogs: StageConfig['bedrockLogs'];
  /** Minutes between two looks for price packs; undefined where the stage takes none. */
  readonly pricesEveryMinutes: number | undefined;
  /** The stage takes exchange rates from a feed. */
  readonly hasRateFeed: boolean;
}

/** Names that a dashboard in another part shows. */
export interface SharedNames {
  /** By the functions' files in lambdas/. */
  readonly functions: Readonly<Record<string, SharedValue>>;
  readonly jobQueue: SharedValue;
  /** Of queues where messages end that nobody could take, by what they are called. */
  readonly lastStops: Readonly<Record<string, SharedValue>>;
}

/** What turns messages into entries and entries into totals, and what works by the clock or for long. */
export class LedgerPipeline extends Construct {
  readonly jobs: JobRunner;
  readonly alarms: AlarmRegister;
  /** Undefined where no dashboard shows the stage. */
  readonly shown: SharedNames | undefined;

  constructor(scope: Construct, id: string, props: LedgerPipelineProps) {
    super(scope, id);
    const { data, windows, functions } = props;
    const { table, bucket, channels } = data;
    const alarms = new AlarmRegister(this, 'Alarms', { stage: functions.stage, topic: data.alarmTopic });
    this.alarms = alarms;
    const defaults: FunctionDefaults = { ...functions, alarms };
    const undelivered = new UndeliveredCalls(this, 'Undelivered', { alarms });
    const { recorder } = new UsageIntake(this, 'UsageIntake', {
      defaults,
      table,
      queue: data.queue,
      bucket,
      windows,
      concurrency: props.recorderConcurrency,
    });
    data.userKey?.allowHash(recorder);
    const { aggregator, failures } = new UsageAggregation(this, 'UsageAggregation', {
      defaults,
      table,
      streamArn: data.streamArn(this),
      windows,
    });
    channels.allowPublish(aggregator);
    // The id names what is deployed: with another one its function would be made anew.
    new BudgetCheck(this, 'BudgetWatch', { defaults, table, channels, undelivered });
    if (props.bedrockLogs) this.#readBedrock(props.bedrockLogs, props, { defaults, undelivered });
    this.jobs = new JobRunner(this, 'Jobs', { defaults, table, bucket, concurrency: props.jobConcurrency });
    // What comes without a price asks for a look at once.
    if (props.pricesEveryMinutes !== undefined) this.jobs.allowSend(aggregator);
    const { worker } = new ScheduledWork(this, 'ScheduledWork', {
      defaults,
      table,
      jobs: this.jobs,
      channels,
      ownCost: props.ownCost,
      queue: data.queue,
      alertCanary: props.alertCanary,
      pricesEveryMinutes: props.pricesEveryMinutes,
      hasRateFeed: props.hasRateFeed,
      undelivered,
    });
    if (props.ownCost) allowOwnCost(worker, this, data, functions.stage);
    // Where an operator finds what was given up.
    tellOutputs(this, {
      [STACK_OUTPUT.streamFailuresUrl]: failures.queueUrl,
      [STACK_OUTPUT.jobDeadLettersUrl]: this.jobs.deadLetters.queueUrl,
      [STACK_OUTPUT.undeliveredUrl]: undelivered.queue.queueUrl,
    });
    this.shown = props.operationsDashboard
      ? this.#shareNames(functions.stage, failures, undelivered)
      : undefined;
  }

  #readBedrock(
    logs: Exclude<LedgerPipelineProps['bedrockLogs'], false>,
    { data }: LedgerPipelineProps,
    parts: { readonly defaults: FunctionDefaults; readonly undelivered: UndeliveredCalls },
  ): void {
    const from = logs === true ? 's3' : logs;
    const { reader } = new InvocationLogs(this, 'InvocationLogs', { ...parts, queue: data.queue, from });
    data.userKey?.allowHash(reader);
  }

  #shareNames(stage: string, failures: Queue, undelivered: UndeliveredCalls): SharedNames {
    const share = (what: string, value: string): SharedValue => {
      const parameterName = parameterNameOf(stage, `shown-${what}`);
      return new SharedValue(this, `Shown-${what}`, { parameterName, value });
    };
    const functions = this.node
      .findAll()
      .filter((one): one is LedgerFunction => one instanceof LedgerFunction)
      .map(({ entryName, functionName }) => [entryName, share(entryName, functionName)] as const);
    const jobQueue = share('job-queue', this.jobs.queue.queueName);
    const lastStops = Object.entries({
      'job-dead-letters': this.jobs.deadLetters,
      'stream-failures': failures,
      'undelivered-calls': undelivered.queue,
    }).map(([what, { queueName }]) => [what, share(what, queueName)] as const);
    return {
      functions: Object.fromEntries(functions),
      jobQueue,
      lastStops: Object.fromEntries(lastStops),
    };
  }
}

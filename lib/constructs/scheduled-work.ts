import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ScheduledTask, SchedulePayload } from '../../contracts/schedule-payloads.ts';
import { TIMEOUTS } from '../timeouts.ts';
import type { JobRunner } from './job-runner.ts';
import type { LedgerAlarms } from './ledger-alarms.ts';
import { LedgerFunction } from './ledger-function.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import type { LedgerTable } from './ledger-table.ts';

/** When each task runs, UTC. A task without an entry here does not compile. */
const SCHEDULES: Readonly<Record<ScheduledTask, string>> = {
  'push-open-marks': 'rate(15 minutes)',
  // Quiet hours: the day before is closed and its stragglers are in.
  'audit-days': 'cron(20 1 * * ? *)',
};

/** Replaced by EventBridge Scheduler with the time that the run stands for. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export interface ScheduledWorkProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  /** Audits of whole days are jobs. */
  readonly jobs: JobRunner;
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
    props.table.allow(this.worker, [
      'BatchGetItem',
      'BatchWriteItem',
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
    props.jobs.allowSend(this.worker);
    this.#watch(props.defaults.alarms);
    const role = this.#createSchedulerRole();
    for (const [task, expression] of Object.entries(SCHEDULES)) {
      this.#schedule(task as ScheduledTask, expression, role);
    }
  }

  #watch(alarms: LedgerAlarms): void {
    alarms.add({
      name: 'open-records-failing',
      severity: 'high',
      description:
        'Entries that are not in the totals yet could not be added by the quarter-hourly repair either.',
      metric: this.worker.ownMetric('OpenRecordsFailed'),
      above: 0,
    });
  }

  #createSchedulerRole(): Role {
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.worker.functionArn] }),
    );
    return role;
  }

  #schedule(task: ScheduledTask, expression: string, role: Role): void {
    const payload: SchedulePayload = { task, scheduledAt: SCHEDULED_TIME };
    const schedule = new CfnSchedule(this, task, {
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.worker.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(payload),
        // The next run does what this one missed; an old run has nothing to add.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
      },
    });
    schedule.node.addDependency(role);
  }
}

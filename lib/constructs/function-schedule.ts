import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { LedgerFunction } from './ledger-function.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';

/** Replaced by EventBridge Scheduler with the time that the run was scheduled for. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export interface FunctionScheduleProps {
  readonly fn: LedgerFunction;
  /** Takes runs that could not be delivered. */
  readonly undelivered: UndeliveredCalls;
  /** Schedule expression to payload, by name of the schedule. */
  readonly schedules: Readonly<Record<string, { readonly expression: string; readonly payload: object }>>;
}

/** Calls one function by the clock, with a role that may do just that. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, { fn, schedules, undelivered }: FunctionScheduleProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const role = new Role(this, 'Role', {
      // Only for schedules of this account: the service acts for every account.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [undelivered.queue.queueArn] }),
    );
    for (const [name, { expression, payload }] of Object.entries(schedules)) {
      const schedule = new CfnSchedule(this, name, {
        scheduleExpression: expression,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: fn.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(payload),
          // The next run does what this one missed; an old run has nothing to add.
          deadLetterConfig: { arn: undelivered.queue.queueArn },
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
        },
      });
      schedule.node.addDependency(role);
    }
  }
}

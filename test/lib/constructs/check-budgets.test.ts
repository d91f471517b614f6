import { Match, Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { AlertChannels } from '../../../lib/constructs/alert-channels.ts';
import { BudgetCheck } from '../../../lib/constructs/check-budgets.ts';
import { AlarmRegister } from '../../../lib/constructs/alarm-register.ts';
import { LedgerTable } from '../../../lib/constructs/ledger-table.ts';
import { UndeliveredCalls } from '../../../lib/constructs/undelivered-calls.ts';
import { createApp, resourcesOf } from '../../support/synthesize.ts';

function budgetCheck(channels: { mailSender?: string; webhooks?: boolean } = {}): Template {
  const stack = new Stack(createApp(), 'Budgets', { env: { region: 'us-east-1', account: '111111111111' } });
  const alarms = new AlarmRegister(stack, 'Alarms', { stage: 'dev', topic: new Topic(stack, 'AlarmTopic') });
  new BudgetCheck(stack, 'BudgetWatch', {
    defaults: {
      stage: 'dev',
      logLevel: 'INFO',
      logRetentionDays: 7,
      retainLogs: false,
      functionAlarms: false,
      tracing: false,
      gradualDeploys: false,
      ledgerSettings: '{}',
      alarms,
    },
    undelivered: new UndeliveredCalls(stack, 'Undelivered', { alarms }),
    table: new LedgerTable(stack, 'Ledger', { retain: false, tags: { stage: 'dev' } }),
    channels: new AlertChannels(stack, 'Channels', {
      retain: false,
      stage: 'dev',
      mailIdentity: undefined,
      mailSender: channels.mailSender,
      webhooks: channels.webhooks ?? false,
    }),
  });
  return Template.fromStack(stack);
}

function actionsOf(template: Template, rolePrefix: string): string[] {
  return Object.entries(resourcesOf([template], 'AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(rolePrefix))
    .flatMap(
      ([, { Properties }]) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement,
    )
    .flatMap(({ Action }) => Action)
    .filter((action) => !/^(dynamodb|logs):/.test(action))
    .toSorted();
}

describe('the budget check', () => {
  it('is woken by changed totals on the ledger’s own bus', () => {
    budgetCheck().hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^ChannelsBus') },
      EventPattern: { source: ['costkeeper'], 'detail-type': ['TotalsChanged', 'AlertsWaiting'] },
      State: 'ENABLED',
      Targets: [
        Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 900 } }),
      ],
    });
  });

  it('runs every quarter of an hour in any case', () => {
    budgetCheck().hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(15 minutes)',
      Target: Match.objectLike({
        Input: '{"task":"check-budgets","scheduledAt":"<aws.scheduler.scheduled-time>"}',
      }),
    });
  });

  it('may send mail from the one sender, read secrets and publish, and no more', () => {
    const template = budgetCheck({ mailSender: 'costs@example.com', webhooks: true });
    expect(actionsOf(template, 'BudgetWatchCheckBudgetsRole')).toEqual([
      'events:PutEvents',
      'kms:Decrypt',
      'ses:SendRawEmail',
      'sqs:SendMessage',
    ]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ses:SendRawEmail',
            Resource: [
              'arn:aws:ses:us-east-1:111111111111:configuration-set/*',
              'arn:aws:ses:us-east-1:111111111111:identity/*',
            ],
            Condition: { StringEquals: { 'ses:FromAddress': 'costs@example.com' } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MAIL_SENDER: 'costs@example.com',
          EVENT_BUS_NAME: Match.anyValue(),
          SECRET_KEY_ID: Match.anyValue(),
        }),
      },
    });
  });

  it('has neither key nor mail where the stage wants none: a key costs a dollar a month', () => {
    const template = budgetCheck();
    expect(actionsOf(template, 'BudgetWatchCheckBudgetsRole')).toEqual([
      'events:PutEvents',
      'sqs:SendMessage',
    ]);
    template.resourceCountIs('AWS::KMS::Key', 0);
  });
});

import { CfnOutput } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';

type OutputName = (typeof STACK_OUTPUT)[keyof typeof STACK_OUTPUT];

/** What each output is for and what to do with it, as the deployment shows it. */
const PURPOSE: Readonly<Record<OutputName, string>> = {
  TableName: 'The ledger: restore it to any second of 35 days, see docs/runbook.md',
  BucketName: 'Exports, the archive, and bodies of rejected messages',
  UsageQueueUrl: 'Send usage messages here: the address for the client library and for any sender of SQS',
  UsageQueueArn: 'Allow applications sqs:SendMessage on it',
  UsageDeadLettersUrl: 'Usage messages that nobody could record: redrive them, see docs/runbook.md',
  UsageDeadLettersArn: 'The source of such a redrive',
  StreamFailuresUrl:
    'Stretches of the stream that were given up: see aggregation-failures in docs/runbook.md',
  JobDeadLettersUrl: 'Jobs that could not be run to their end: see job-dead-letters in docs/runbook.md',
  UndeliveredUrl: 'Runs and events that failed to the end: see calls-undelivered in docs/runbook.md',
  AlarmTopicArn: 'Alarms go here: confirm the mail that SNS sends, or subscribe to it yourself',
  MailRecords: 'CNAME records to publish in the DNS of the mail domain, name and value',
  ApiUrl: 'The API: open its /health, its description is at /docs',
  DashboardUrl: 'The dashboard: sign in with a user of the pool',
  TokenIssuerUrl: 'Who issues the tokens that the API takes',
  TokenAudience: 'For whom tokens are, one of these',
  UserPoolId: 'Create the first user here and put it into the group cost-admins, see docs/deploy.md',
  TokenClientId: 'The client by which an operator gets a token with the AWS CLI, see docs/deploy.md',
};

/** An output of a stack under its name in the contract, with a sentence that says what to do with it. */
export function tellOutput(scope: Construct, name: OutputName, value: string): void {
  new CfnOutput(scope, name, { description: PURPOSE[name], value });
}

/** Several outputs of a stack. */
export function tellOutputs(scope: Construct, outputs: Partial<Readonly<Record<OutputName, string>>>): void {
  for (const name of Object.values(STACK_OUTPUT)) {
    const value = outputs[name];
    if (value !== undefined) tellOutput(scope, name, value);
  }
}

/** Names of the stacks' outputs, which deployment tools and the local system look up. */
export const STACK_OUTPUT = {
  tableName: 'TableName',
  bucketName: 'BucketName',
  usageQueueUrl: 'UsageQueueUrl',
  usageQueueArn: 'UsageQueueArn',
  usageDeadLettersUrl: 'UsageDeadLettersUrl',
  usageDeadLettersArn: 'UsageDeadLettersArn',
  streamFailuresUrl: 'StreamFailuresUrl',
  jobDeadLettersUrl: 'JobDeadLettersUrl',
  undeliveredUrl: 'UndeliveredUrl',
  alarmTopicArn: 'AlarmTopicArn',
  mailRecords: 'MailRecords',
  apiUrl: 'ApiUrl',
  dashboardUrl: 'DashboardUrl',
  issuer: 'TokenIssuerUrl',
  audience: 'TokenAudience',
  userPoolId: 'UserPoolId',
  tokenClientId: 'TokenClientId',
} as const;

/** Export of an output where the ledger has no stacks of its own, by whose names it would be found. */
export function exportNameOf(stage: string, output: string): string {
  return `costkeeper-${stage}-${output}`;
}

/** The output that an export of that name is; nothing of an export of something else. */
export function outputOfExport(exported: string): string | undefined {
  const [, output] = /^costkeeper-.+-(\w+)$/.exec(exported) ?? [];
  return Object.values(STACK_OUTPUT).find((name) => name === output);
}

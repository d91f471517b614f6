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
} as const;

/** Names of the environment variables that constructs set and functions read. */
export const ENVIRONMENT = {
  stage: 'STAGE',
  tableName: 'TABLE_NAME',
  /** Milliseconds before an answer of the table counts as lost; only where the table is a slow stand-in. */
  tableAnswerMs: 'TABLE_ANSWER_MS',
  bucketName: 'BUCKET_NAME',
  usageQueueUrl: 'USAGE_QUEUE_URL',
  jobQueueUrl: 'JOB_QUEUE_URL',
  eventBusName: 'EVENT_BUS_NAME',
  dashboardUrl: 'DASHBOARD_URL',
  mailSender: 'MAIL_SENDER',
  /** What of the ledger costs, JSON of contracts/own-parts.ts; only where its own cost is recorded. */
  ownParts: 'OWN_PARTS',
  /** Lambda itself sets these. */
  functionName: 'AWS_LAMBDA_FUNCTION_NAME',
  functionMemory: 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  region: 'AWS_REGION',
  secretKeyId: 'SECRET_KEY_ID',
  /** Key behind the hashes of user ids; only where the stage keeps hashes. */
  userKeyId: 'USER_KEY_ID',
  /** The stage's settings that run time needs, one JSON object, see contracts/ledger-settings.ts. */
  ledgerSettings: 'LEDGER_SETTINGS',
} as const;

/** Milliseconds in which the table answers, unless the variable says another number: DynamoDB needs some tens. */
export const TABLE_ANSWER_MS = 3000;

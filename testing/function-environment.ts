/** What the functions read from their environment at import; import this file before one of lambdas/. */
const defaults: Record<string, string> = {
  TABLE_NAME: 'ledger',
  TABLE_ANSWER_MS: '60000',
  BUCKET_NAME: 'ledger-bucket',
  EVENT_BUS_NAME: 'ledger-bus',
  LEDGER_SETTINGS: '{}',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
};

for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;

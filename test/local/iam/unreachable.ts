const CHECKER = 'BudgetWatchCheckBudgetsRoleDefaultPolicy';
const JOBS = 'JobsRunJobRoleDefaultPolicy';
const API = 'ReadServeApiRoleDefaultPolicy';
const CLOCK = 'ScheduledWorkScheduledWorkRoleDefaultPolicy';
const AGGREGATOR = 'UsageAggregationAggregateUsageRoleDefaultPolicy';
const RECORDER = 'UsageIntakeRecordUsageRoleDefaultPolicy';
const FILES = 'arn:aws:s3:::costkeeperdata-dev-filesbucket';
const SES = 'arn:aws:ses:us-east-1:000000000000';

const CONFIGURATION =
  'SES checks the configuration set that an identity has by default; the embedded mail server has none';
const POLLER = 'Lambda gives messages back early; the local poller lets the visibility time-out end';
const BROKEN_UPLOAD =
  'only an upload that breaks between its parts is given up, and the embedded S3 breaks none';
const ARCHIVE = 'only a stage with retentionDays archives days, and the local stage keeps entries for ever';
const PAGES =
  'only entries whose record of the stream was lost are counted by it, and the local stream loses none';
const NO_REPORTS = 'the local stage has no reportRecipients, and so no report whose turn is given back';
const NO_OWN_COST = 'the local stage has neither ownCost nor alertCanary: there is no CloudWatch to ask';

/** Parts of roles that no call of a local system reaches, each with the reason. The list only shrinks. */
export const UNREACHABLE: Readonly<Record<string, string>> = {
  [`${CHECKER}: ses:SendRawEmail on ${SES}:configuration-set/*`]: CONFIGURATION,
  [`${JOBS}: dynamodb:BatchWriteItem`]: PAGES,
  [`${JOBS}: s3:AbortMultipartUpload`]: BROKEN_UPLOAD,
  [`${JOBS}: s3:AbortMultipartUpload on ${FILES}/archive/*`]: BROKEN_UPLOAD,
  [`${JOBS}: s3:AbortMultipartUpload on ${FILES}/exports/*`]: BROKEN_UPLOAD,
  [`${JOBS}: s3:AbortMultipartUpload on ${FILES}/quarantine/*`]: BROKEN_UPLOAD,
  [`${JOBS}: s3:GetObject on ${FILES}/archive/*`]: ARCHIVE,
  [`${JOBS}: s3:ListBucket if {"s3:prefix":"archive/*"}`]: ARCHIVE,
  [`${JOBS}: s3:PutObject on ${FILES}/archive/*`]: ARCHIVE,
  [`${JOBS}: sqs:ChangeMessageVisibility`]: POLLER,
  [`${JOBS}: sqs:SendMessage`]:
    'a job goes on by a message when its function’s time is up, after minutes of work',
  [`${API}: s3:AbortMultipartUpload`]: BROKEN_UPLOAD,
  [`${CLOCK}: cloudwatch:GetMetricData`]: NO_OWN_COST,
  [`${CLOCK}: dynamodb:BatchWriteItem`]: PAGES,
  [`${CLOCK}: dynamodb:DeleteItem`]: NO_REPORTS,
  [`${CLOCK}: dynamodb:UpdateTimeToLive`]: ARCHIVE,
  [`${CLOCK}: ses:SendRawEmail if {"ses:FromAddress":"costkeeper@example.com"}`]: NO_REPORTS,
  [`${CLOCK}: ses:SendRawEmail on ${SES}:configuration-set/*`]: CONFIGURATION,
  [`${CLOCK}: ses:SendRawEmail on ${SES}:identity/*`]: NO_REPORTS,
  [`${CLOCK}: sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:CostkeeperData-dev-UsageQueue`]:
    NO_OWN_COST,
  [`${AGGREGATOR}: dynamodb:PutItem`]:
    'only a record of the stream that cannot be read is put aside, and only recorders write records',
  [`${RECORDER}: dynamodb:BatchGetItem`]:
    'only a stage with suspectFactor compares usage with the last week’s',
  [`${RECORDER}: s3:AbortMultipartUpload`]: BROKEN_UPLOAD,
  [`${RECORDER}: sqs:ChangeMessageVisibility`]: POLLER,
};

const CHECKER = 'BudgetWatchCheckBudgetsRoleDefaultPolicy';
const JOBS = 'JobsRunJobRoleDefaultPolicy';
const API = 'ReadServeApiRoleDefaultPolicy';
const CLOCK = 'ScheduledWorkScheduledWorkRoleDefaultPolicy';
const RECORDER = 'UsageIntakeRecordUsageRoleDefaultPolicy';
const FILES = 'arn:aws:s3:::costkeeperdata-dev-filesbucket';
const SES = 'arn:aws:ses:us-east-1:000000000000';

const CONFIGURATION =
  'SES checks the configuration set that an identity has by default; the embedded mail server has none';
const POLLER = 'Lambda gives messages back early; the local poller lets the visibility time-out end';
const BROKEN_UPLOAD =
  'only an upload that breaks between its parts is given up, and the embedded S3 breaks none';
const ARCHIVE =
  'only days that are older than the retention are archived, and events of such days are rejected';
const PAGES =
  'only entries whose record of the stream was lost are counted by it, and the local stream loses none';
const NO_REPORTS =
  'only a report that surely was not sent gives its turn back, and the embedded mail server takes each';
const NO_OWN_COST = 'the local stage has no ownCost: there is no CloudWatch to ask';

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
  [`${CLOCK}: ses:SendRawEmail on ${SES}:configuration-set/*`]: CONFIGURATION,
  [`${RECORDER}: dynamodb:BatchGetItem`]:
    'only a stage with suspectFactor reads a user’s last week, ten minutes after it first saw the model',
  [`${RECORDER}: s3:AbortMultipartUpload`]: BROKEN_UPLOAD,
  [`${RECORDER}: sqs:ChangeMessageVisibility`]: POLLER,
};

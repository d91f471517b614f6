/** One thing that the local system lets pass and AWS does not. */
interface Laxness {
  readonly here: string;
  readonly there: string;
  /** What finds the fault instead. */
  readonly guard: string;
  /** Where the code is laxer. */
  readonly file: string;
}

/** Everything that the local system is known to let pass; docs/local.md shows the same list, row by row. */
export const LAXER_THAN_AWS: readonly Laxness[] = [
  {
    here: 'signatures of calls are not checked, only their access key is read',
    there: 'a wrong signature is refused',
    guard: 'nothing: credentials of functions come from Lambda',
    file: 'local/iam/account.ts',
  },
  {
    here: 'plain HTTP on the loopback counts as TLS (`aws:SecureTransport` is true)',
    there: 'policies refuse it',
    guard: 'endpoints of AWS speak TLS only',
    file: 'local/iam/calls/place.ts',
  },
  {
    here: 'a caller without a signature is the administrator',
    there: 'refused',
    guard: 'nothing: only functions and developers have the addresses',
    file: 'local/iam/account.ts',
  },
  {
    here: 'one account: callers and resources of other accounts do not exist',
    there: "both sides' policies must allow",
    guard: 'templates name no other account',
    file: 'local/identity.ts',
  },
  {
    here: 'permissions boundaries, policies of organizations and sessions, managed policies of AWS are not read',
    there: 'they narrow further',
    guard: 'templates have none for functions that run',
    file: 'local/iam/account.ts',
  },
  {
    here: 'a bulk deletion of S3 needs to be allowed for any object of the bucket',
    there: 'object by object',
    guard: 'no code of ours deletes in bulk',
    file: 'local/iam/calls/s3.ts',
  },
  {
    here: 'what SQS keeps is kept until it is read: no message goes at the end of its retention',
    there: 'it is gone after 14 days at the most',
    guard: 'alarms `usage-queue-age` and dead letters, before that',
    file: 'local/sqs/start-sqs-and-s3.ts',
  },
  {
    here: 'a queue hands out any number of messages at once',
    there: '120,000 are in flight at most',
    guard: 'no more than `recorderConcurrency` batches are in flight',
    file: 'local/sqs/queue-mapping.ts',
  },
  {
    here: 'a chain of calls is forgotten at a restart, and only SQS carries it',
    there: 'SNS, S3 and direct calls carry it too',
    guard: '`noFunctionFeedsItself` in `test/lib/rules`',
    file: 'local/lambda/recursion.ts',
  },
  {
    here: 'old versions of objects are kept in memory: after a restart only what a bucket shows is there',
    there: 'they are kept for 30 days',
    guard: 'no code of ours reads a version; `npm run smoke` deletes all of its file',
    file: 'local/s3/object-versions.ts',
  },
  {
    here: 'checksums CRC32C and CRC64NVME are refused, no rules of a life cycle run',
    there: 'they are taken; exports go after 7 days',
    guard: 'the SDK sends CRC32; `test/lib/storage.test.ts`',
    file: 'local/s3/object-rules.ts',
  },
  {
    here: 'a function has `/tmp` of the machine, without a bound, and shares it with the others',
    there: '512 MB of its own',
    guard: 'no code of ours writes files, says `test/docs/laxer-than-aws.test.ts`',
    file: 'local/lambda/functions.ts',
  },
  {
    here: "loading a function may take a minute; more than ten seconds, by this machine's speed, are told",
    there: 'it begins once more after 10 seconds',
    guard: 'the note at the start, and `test/lambdas/composition/bundles.test.ts`',
    file: 'local/lambda/sandbox.ts',
  },
  {
    here: 'memory bounds the heap of a function, not its buffers',
    there: 'the whole process',
    guard: '`npm run bench -- export` keeps below 512 MB',
    file: 'local/lambda/sandbox.ts',
  },
  {
    here: "the size of variables is counted with this machine's addresses",
    there: 'with those of AWS',
    guard: '`everythingFits` in `test/lib/rules`, which takes the longest',
    file: 'local/lambda/lambda-rules.ts',
  },
  {
    here: 'without `--strict` reads see the last write and writes seldom meet transactions',
    there: 'reads and indexes lag, writes are refused',
    guard:
      '`--strict`, which tests of repair, alerts, names, erasure and jobs use; `npm run prove -- faults`',
    file: 'local/dynamodb/strict-table.ts',
  },
  {
    here: 'with `--strict` a batch of writes is not refused where it meets a transaction',
    there: 'single writes come back unprocessed',
    guard: '`npm run prove -- faults` leaves writes of batches over',
    file: 'local/dynamodb/strict-table.ts',
  },
  {
    here: 'the table has no limit of throughput for a key',
    there: '1,000 writes and 3,000 reads a second',
    guard: '`testing/weaken.ts`, by which tests bound writes of a key',
    file: 'local/dynamodb/tables.ts',
  },
  {
    here: 'SES takes any sender where the templates verify none',
    there: "the account's identities count",
    guard: '`mailIdentity` of the stage; the local dev stage has one',
    file: 'local/ses/mail-rules.ts',
  },
  {
    here: 'alarms do not run, and metrics in lines of logs are taken whatever they say',
    there: 'alarms sound, and CloudWatch drops what is beyond its bounds',
    guard: '`alarmsTellSomeone` in `test/lib/rules`; the library that writes the lines keeps the bounds',
    file: 'local/services.ts',
  },
  {
    here: 'a transaction of reads answers more than 4 MB, `IN` takes more than 100 values',
    there: 'both are refused',
    guard: 'no code of ours reads so, says `test/docs/laxer-than-aws.test.ts`',
    file: 'local/dynamodb/engine-door.ts',
  },
  {
    here: 'the table takes empty names of attributes and such beyond 64 KB, more than 300 operators in an expression, `begins_with` of a number, and a page that starts in another partition',
    there: 'all are refused',
    guard: 'names and expressions are our own, and a page starts where the one before it ended',
    file: 'local/dynamodb/dynoxide.ts',
  },
  {
    here: 'after a restart a table deletes again what has expired, where a function had stopped it',
    there: 'it stays stopped',
    guard: 'the nightly task that stops it, `core/retention/guard-expiry.ts`, runs again',
    file: 'local/dynamodb/expiry-rules.ts',
  },
  {
    here: 'a key of KMS is known by its id or its ARN, by no alias',
    there: 'aliases name keys too',
    guard: 'functions are told the ARN, and an alias is refused as unknown',
    file: 'local/key-rules.ts',
  },
  {
    here: 'API and page share one address: a path that no route owns is answered by the page where it is read, to any origin without headers of CORS',
    there: 'two hosts: that of the API answers 404, with headers of CORS',
    guard: '`test/local/system-listener.test.ts`: paths of the API never reach the page',
    file: 'local/system-listener.ts',
  },
];

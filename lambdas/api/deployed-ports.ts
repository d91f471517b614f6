import type { Logger } from '@aws-lambda-powertools/logger';
import { ulid } from 'ulid';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { documentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoDayFactsStore } from '../../adapters/dynamo/day-facts-store.ts';
import { DynamoJobStore } from '../../adapters/dynamo/job-store.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { randomPseudonym } from '../../adapters/chance/random-pseudonym.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoNameStore } from '../../adapters/dynamo/name-store.ts';
import { DynamoQuarantineStore } from '../../adapters/dynamo/quarantine-store.ts';
import { DynamoRequestCounter } from '../../adapters/dynamo/request-counter.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import { SqsJobQueue } from '../../adapters/sqs/job-queue.ts';
import { SqsUsageSender } from '../../adapters/sqs/usage-sender.ts';
import { sqsClient } from '../../adapters/sqs/sqs-client.ts';
import { productionUserHider } from '../support/user-hider.ts';
import type { ApiPorts } from './ports.ts';
import { productionAlerting } from '../support/production-alerting.ts';
import { productionBudgets } from '../support/production-budgets.ts';
import { readSettings, readVariable } from '../support/read-environment.ts';

/** Bodies too large for the table are rare: their client is started when one is asked for. */
async function bodyStore() {
  const [{ s3Client }, { S3BodyStore }] = await Promise.all([
    import('../../adapters/s3/s3-client.ts'),
    import('../../adapters/s3/body-store.ts'),
  ]);
  return new S3BodyStore(s3Client(), readVariable('bucketName'));
}

async function addressOf(key: string): Promise<string> {
  const [{ s3Client }, { resultUrl }] = await Promise.all([
    import('../../adapters/s3/s3-client.ts'),
    import('../../adapters/s3/result-url.ts'),
  ]);
  return resultUrl(s3Client(), readVariable('bucketName'), key);
}

/** The ports of the deployed function, from its environment. Throws an Error that names a missing variable. */
export function deployedPorts(logger: Pick<Logger, 'warn'>): ApiPorts {
  const settings = readSettings();
  const client = documentClient();
  const table = readVariable('tableName');
  const sqs = sqsClient();
  const overrides = new DynamoOverrideStore(client, table);
  const prices = overrideSource(settings, overrides);
  return {
    stage: readVariable('stage'),
    settings,
    clock: systemClock,
    totals: new DynamoTotalsReader(client, table, settings.lanes),
    history: new DynamoHistoryReader(client, table, settings),
    marks: new DynamoMarkReader(client, table),
    sender: new SqsUsageSender(sqs, readVariable('usageQueueUrl')),
    quarantine: new DynamoQuarantineStore(client, table),
    bodies: { getBody: async (key) => (await bodyStore()).getBody(key) },
    files: { putText: async (key, text) => (await bodyStore()).putBody(key, text) },
    prices,
    overrides,
    budgets: productionBudgets({ reads: client, table, settings, prices }, logger),
    alerting: productionAlerting(client, table, logger),
    counters: {
      requests: new DynamoRequestCounter(client, table, 'requests'),
      records: new DynamoRequestCounter(client, table, 'records'),
    },
    jobs: {
      jobs: new DynamoJobStore(client, table),
      queue: new SqsJobQueue(sqs, readVariable('jobQueueUrl')),
      resultUrl: addressOf,
    },
    names: new DynamoNameStore(client, table),
    erasures: new DynamoErasureStore(client, table),
    users: productionUserHider(settings),
    months: new DynamoClosedMonthStore(client, table),
    dayFacts: new DynamoDayFactsStore(client, table),
    audits: new DynamoAuditStore(client, table),
    advice: new DynamoAdviceStore(client, table),
    anomalies: new DynamoAnomalyStore(client, table),
    newId: () => ulid(systemClock.now()),
    newPseudonym: randomPseudonym,
  };
}

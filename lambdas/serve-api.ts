import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ulid } from 'ulid';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoHistoryReader } from '../adapters/dynamo/history-reader.ts';
import { DynamoMarkReader } from '../adapters/dynamo/mark-reader.ts';
import { DynamoRequestCounter } from '../adapters/dynamo/request-counter.ts';
import { DynamoTotalsReader } from '../adapters/dynamo/totals-reader.ts';
import { catalogueSource } from '../adapters/prices/catalogue-source.ts';
import { SqsUsageSender } from '../adapters/sqs/usage-sender.ts';
import { createApi } from './api/create-api.ts';
import { observability } from './support/observability.ts';
import { readSettings, readVariable } from './support/read-environment.ts';

const { logger, metrics } = observability('serve-api');

function production(): ReturnType<typeof createApi> {
  const settings = readSettings();
  const client = documentClient();
  const table = readVariable('tableName');
  const ports = {
    stage: readVariable('stage'),
    settings,
    clock: systemClock,
    totals: new DynamoTotalsReader(client, table, settings.lanes),
    history: new DynamoHistoryReader(client, table, settings),
    marks: new DynamoMarkReader(client, table, settings.timeZone),
    sender: new SqsUsageSender(new SQSClient({}), readVariable('usageQueueUrl')),
    prices: catalogueSource(settings),
    counters: {
      requests: new DynamoRequestCounter(client, table, 'requests'),
      records: new DynamoRequestCounter(client, table, 'records'),
    },
    newId: () => ulid(systemClock.now()),
  };
  return createApi(ports, logger);
}

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(production());

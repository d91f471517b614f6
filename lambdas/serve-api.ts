import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createApi } from './api/create-api.ts';
import { observability, observed } from './support/observability.ts';
import { deployedPorts } from './api/deployed-ports.ts';

const { logger, metrics } = observability('serve-api');

const api = createApi(deployedPorts(logger), logger);

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(observed({ logger, metrics }))
  .handler(async (event, context) => {
    const result = await api(event, context);
    const status = result.statusCode ?? 200;
    metrics.addMetric('RequestsFailed', status >= 500 ? 1 : 0);
    metrics.addMetric('RequestsLimited', status === 429 ? 1 : 0);
    return result;
  });

import './function-environment.ts';
import { deployedPorts } from '../lambdas/api/deployed-ports.ts';
import { routesOf } from '../lambdas/api/routes.ts';
import { openApiOf } from '../lambdas/api/openapi.ts';

/** The OpenAPI document of the API as it is deployed, as plain data; nothing is called for it. */
export function openApiDocument(): ReturnType<typeof openApiOf> {
  process.env['STAGE'] ??= 'dev';
  process.env['JOB_QUEUE_URL'] ??= 'https://sqs.us-east-1.amazonaws.com/0/jobs';
  process.env['USAGE_QUEUE_URL'] ??= 'https://sqs.us-east-1.amazonaws.com/0/usage';
  return openApiOf(routesOf(deployedPorts({ warn: () => undefined })));
}

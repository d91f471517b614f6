import './function-environment.ts';
import { deployedPorts } from '../lambdas/api/deployed-ports.ts';
import { routesOf } from '../lambdas/api/routes.ts';
import { openApiOf } from '../lambdas/api/openapi.ts';

/** What the function of the API reads besides, by name. */
const VARIABLES: Readonly<Record<string, string>> = {
  STAGE: 'dev',
  JOB_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/0/jobs',
  USAGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/0/usage',
};

/**
 * The OpenAPI document of the API as it is deployed, as plain data; nothing is called for it. The environment is
 * afterwards as it was: tests of a worker share it.
 */
export async function openApiDocument(): Promise<ReturnType<typeof openApiOf>> {
  const missing = Object.keys(VARIABLES).filter((name) => process.env[name] === undefined);
  for (const name of missing) process.env[name] = VARIABLES[name];
  try {
    return openApiOf(await routesOf(deployedPorts({ warn: () => undefined })));
  } finally {
    for (const name of missing) delete process.env[name];
  }
}

import { SERVICE_PATHS } from './services.ts';

/** Variables that send each SDK client to its embedded part; services without one are refused by name. */
export function endpointVariables(at: {
  sqs: string;
  s3: string;
  gateway: string;
  dynamodb: string;
  mail: string;
  /** The secret in the path of the runner's own services. */
  secret: string;
}) {
  const own = (name: keyof typeof SERVICE_PATHS) => `${at.gateway}/_aws/${at.secret}${SERVICE_PATHS[name]}`;
  return {
    AWS_ENDPOINT_URL_DYNAMODB: at.dynamodb,
    AWS_ENDPOINT_URL_SQS: at.sqs,
    AWS_ENDPOINT_URL_S3: at.s3,
    AWS_ENDPOINT_URL_SES: at.mail,
    AWS_ENDPOINT_URL_SESV2: at.mail,
    AWS_ENDPOINT_URL_EVENTBRIDGE: own('eventbridge'),
    AWS_ENDPOINT_URL_CLOUDWATCH: own('cloudwatch'),
    AWS_ENDPOINT_URL_KMS: own('kms'),
    AWS_ENDPOINT_URL_LAMBDA: own('lambda'),
    AWS_ENDPOINT_URL: own('other'),
  };
}

import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Names a request in what is asked and answered. */
export const CORRELATION_ID = 'x-correlation-id';

/** What a header can carry back as it came. */
const USABLE = /^[\x21-\x7e]{1,128}$/;

/**
 * What a request is called in logs and in its answer: what its caller calls it, 1 to 128 visible characters of ASCII,
 * else the name that API Gateway gave it, by which the access log knows it.
 */
export function correlationIdOf({ headers, requestContext }: APIGatewayProxyEventV2): string {
  const told = headers[CORRELATION_ID];
  return told !== undefined && USABLE.test(told) ? told : requestContext.requestId;
}

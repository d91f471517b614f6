import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../api-gateway/http-event.ts';

/** Access denied in each service's own form; `message` says who may not do what. */
type Refuse = (message: string) => HttpAnswer;

function json(status: number, headers: Record<string, string>, body: object): HttpAnswer {
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

function xml(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The error's name in AWS's JSON protocols. */
export const DENIED_TYPE = 'com.amazon.coral.service#AccessDeniedException';

/** DynamoDB: 400, and `Message` with a capital. */
export const refuseTable: Refuse = (message) =>
  json(400, { 'content-type': 'application/x-amz-json-1.0' }, { __type: DENIED_TYPE, Message: message });

/** EventBridge, KMS. */
export const refuseJson: Refuse = (message) =>
  json(
    400,
    { 'content-type': 'application/x-amz-json-1.1' },
    { __type: 'AccessDeniedException', Message: message },
  );

/** What clients of SQS and CloudWatch read beside the body: the name that the older protocol gave the error. */
export const OLDER_NAME: readonly [string, string] = ['x-amzn-query-error', 'AccessDenied;Sender'];

/** CloudWatch in JSON. */
export const refuseMetric: Refuse = (message) =>
  json(
    403,
    { 'content-type': 'application/x-amz-json-1.0', ...Object.fromEntries([OLDER_NAME]) },
    { __type: DENIED_TYPE, message },
  );

/** What S3 refuses, in its own form. */
export function objectRefusal(status: number, code: string, message: string): HttpAnswer {
  const { body } = xml(
    status,
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>${code}</Code><Message>${escaped(message)}</Message>` +
      `<RequestId>${randomUUID()}</RequestId><HostId>local</HostId></Error>`,
  );
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** S3. */
export const refuseObject: Refuse = (message) => objectRefusal(403, 'AccessDenied', message);

/** SES, version 1. */
export const refuseMail: Refuse = (message) =>
  xml(
    403,
    '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>' +
      `<Code>AccessDenied</Code><Message>${escaped(message)}</Message></Error>` +
      `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );

/** SES in its version 2, Lambda. */
export const refuseCall: Refuse = (message) =>
  json(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' }, { message });

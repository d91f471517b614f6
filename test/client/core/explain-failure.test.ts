import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/core/api-request.ts';
import { explainFailure } from '../../../client/core/explain-failure.ts';
import { SendFailure } from '../../../client/core/transport.ts';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe('a failure', () => {
  it.each([
    [new ApiError(401, 'POST /record answered 401: Unauthorized', {}, undefined), 'the token is missing'],
    [new ApiError(403, 'POST /record answered 403: no', {}, undefined), 'cost-writers'],
    [new ApiError(404, 'POST /record answered 404: Not Found', {}, undefined), '/cost-tracking'],
    [
      new TypeError('fetch failed', { cause: coded('ECONNREFUSED', 'connect 127.0.0.1:9') }),
      'nothing answers',
    ],
    [
      new TypeError('fetch failed', { cause: coded('ENOTFOUND', 'getaddrinfo ENOTFOUND api.example') }),
      'no such host',
    ],
    [named('TimeoutError', 'The operation was aborted due to timeout'), 'in time'],
    [
      coded('ERR_MODULE_NOT_FOUND', "Cannot find package '@aws-sdk/client-sqs'"),
      'install @aws-sdk/client-sqs',
    ],
    [named('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.'), 'queueUrl'],
    [named('AccessDenied', 'not authorized to perform: sqs:sendmessage'), 'sqs:SendMessage'],
    [named('CredentialsProviderError', 'Could not load credentials'), 'AWS credentials'],
  ])('%s says what to do, whatever stands around it', (cause, advice) => {
    expect(explainFailure(cause)).toContain(advice);
    const around = new SendFailure(`SQS did not take the message: ${cause.message}`, {}, { cause });
    expect(explainFailure(around)).toContain(advice);
    expect(explainFailure(around)).toContain('SQS did not take the message');
  });

  it('is advised once where what failed has the advice already', () => {
    const advice = 'install @aws-sdk/client-sqs, or use transport: "http"';
    const cause = coded('ERR_MODULE_NOT_FOUND', "Cannot find package '@aws-sdk/client-sqs'");
    expect(explainFailure(new SendFailure(advice, {}, { cause }))).toBe(`${advice} (${cause.message})`);
  });

  it('tells the cause that fetch hides, and makes nothing up', () => {
    const hidden = new TypeError('fetch failed', { cause: new Error('socket hang up') });
    expect(explainFailure(hidden)).toBe('fetch failed (socket hang up)');
    expect(explainFailure('odd')).toBe('odd');
  });
});

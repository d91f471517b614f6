import { describe, expect, it } from 'vitest';
import { ApiError, callApi } from '../../../client/core/api-request.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { problemOf } from '../../../lambdas/api/problem.ts';
import { startStub } from '../support/json-server.ts';

const { problem } = problemOf(new NotFoundError('there is no job j-1'), '/cost-tracking/jobs/j-1');

async function errorOf(answer: { status: number; json?: object; body?: string }): Promise<ApiError> {
  await using api = await startStub(() => answer);
  const error: unknown = await callApi({ apiUrl: api.url }, 'GET', '/jobs/j-1?x=1').catch(
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error;
  throw new Error('the request did not fail as it should');
}

describe('a request that is refused', () => {
  it('rejects with the kind of problem, its sentence and its body', async () => {
    const error = await errorOf({ status: 404, json: problem });
    expect(error).toMatchObject({ status: 404, type: 'urn:costkeeper:not-found', problem });
    expect(error.message).toBe('GET /jobs/j-1 answered 404: there is no job j-1');
  });

  it.each([
    ['the gateway itself', { json: { message: 'Not Found' } }],
    ['no JSON', { body: '<html>' }],
  ])('has no kind where %s answered', async (_name, answer) => {
    const error = await errorOf({ status: 404, ...answer });
    expect(error).toMatchObject({ status: 404, type: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { ApiError, explain, isMissingRoute } from '../../../dashboard/src/api/api.ts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../../core/errors.ts';
import { NoSuchRouteError, problemOf } from '../../../lambdas/api/problem.ts';

/** An error as the client makes it of what the API answers. */
function refused(error: Error): ApiError {
  const { problem } = problemOf(error, '/cost-tracking/x');
  return new ApiError(problem.status, problem.detail, problem, undefined);
}

describe('a route that the stage does not answer', () => {
  it('is told by the type of the problem, whatever its sentence says', () => {
    expect(isMissingRoute(refused(new NoSuchRouteError('wrong address')))).toBe(true);
    expect(isMissingRoute(refused(new NotFoundError('there is no GET /x')))).toBe(false);
    expect(isMissingRoute(refused(new ForbiddenError('x')))).toBe(false);
  });

  it('is told by the gateway too', () => {
    expect(isMissingRoute(new ApiError(404, 'Not Found', { message: 'Not Found' }, undefined))).toBe(true);
  });
});

describe('what went wrong', () => {
  it('is said by field, else by the sentence', () => {
    const fields = [{ field: 'limit', message: 'must be 1 or more' }];
    expect(explain(refused(new InvalidInputError('x', fields)))).toBe('limit must be 1 or more');
    expect(explain(refused(new NotFoundError('there is no job j-1')))).toBe('there is no job j-1');
    expect(explain(new TypeError('fetch failed'))).toContain('cannot be reached');
  });
});

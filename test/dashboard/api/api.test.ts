import { describe, expect, it } from 'vitest';
import { ApiError, confirmed, explain, isMissingRoute } from '../../../dashboard/src/api/api.ts';
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
    // The gateway's own answer, which has no words for people.
    expect(
      explain(new ApiError(413, 'Content Too Large', { message: 'Request Entity Too Large' }, undefined)),
    ).toContain('in parts');
  });
});

describe('as of when an answer is', () => {
  const kept = { asOf: '2026-11-20T12:00:00.000Z', x: 1 };

  it('moves to when the API confirmed a body that the browser had kept', () => {
    expect(confirmed(kept, 'Fri, 20 Nov 2026 12:05:00 GMT')).toEqual({
      asOf: '2026-11-20T12:05:00.000Z',
      x: 1,
    });
  });

  it('stays where the answer is newer than the date of its header, or there is none', () => {
    expect(confirmed(kept, 'Fri, 20 Nov 2026 11:59:59 GMT')).toBe(kept);
    expect(confirmed(kept, null)).toBe(kept);
    expect(confirmed(undefined, 'Fri, 20 Nov 2026 12:05:00 GMT')).toBe(undefined);
  });
});

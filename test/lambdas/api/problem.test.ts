import { describe, expect, it } from 'vitest';
import { problemSchema } from '../../../contracts/api/problems.ts';
import { PROBLEMS } from '../../../contracts/problem-kinds.ts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnavailableError,
  UnsupportedMediaTypeError,
} from '../../../core/errors.ts';
import { NoSuchRouteError, problemOf } from '../../../lambdas/api/problem.ts';
import { expectShape } from '../../support/api.ts';

const ERRORS: readonly (readonly [Error, status: number, type: string, title: string])[] = [
  [new InvalidInputError('x'), 400, 'urn:costkeeper:invalid-input', 'Invalid input'],
  [new UnauthenticatedError('x'), 401, 'urn:costkeeper:unauthenticated', 'Not signed in'],
  [new ForbiddenError('x'), 403, 'urn:costkeeper:forbidden', 'Not allowed'],
  [new NotFoundError('x'), 404, 'urn:costkeeper:not-found', 'Not found'],
  [new NoSuchRouteError('x'), 404, 'urn:costkeeper:no-such-route', 'Not found'],
  [
    new UnsupportedMediaTypeError('x'),
    415,
    'urn:costkeeper:unsupported-media-type',
    'Unsupported media type',
  ],
  [new ConflictError('x'), 409, 'urn:costkeeper:conflict', 'Conflict'],
  [new TooManyRequestsError('x', 7), 429, 'urn:costkeeper:too-many-requests', 'Too many requests'],
  [new TypeError('x'), 500, 'urn:costkeeper:internal', 'Internal error'],
  [new UnavailableError('x'), 503, 'urn:costkeeper:unavailable', 'Unavailable'],
];

const wrong = (...fields: string[]) => fields.map((field) => ({ field, message: 'must be a text' }));

describe('a problem', () => {
  it.each(ERRORS)('of %o has its own type', (error, status, type, title) => {
    const { problem, unexpected } = problemOf(error, '/cost-tracking/x');
    expect(problem).toMatchObject({ status, type, title, instance: '/cost-tracking/x' });
    expect(unexpected).toBe(status >= 500);
    expectShape(problemSchema, problem, type);
  });

  it('is there for every kind that is declared', () => {
    const kinds = Object.keys(PROBLEMS).map((kind) => `urn:costkeeper:${kind}`);
    expect(ERRORS.map(([, , type]) => type).sort()).toEqual(kinds.sort());
  });

  it('names the fields, the first ones in its sentence too', () => {
    const error = new InvalidInputError('the body cannot be used', [{ field: 'usd', message: 'is missing' }]);
    expect(problemOf(error, '/x').problem).toMatchObject({
      detail: 'the body cannot be used: usd is missing',
      errors: [{ field: 'usd', message: 'is missing' }],
    });
  });

  it.each([
    // The message says what the first field does, or the first two, or ends with it, or none.
    ['a must be a text', wrong('a', 'b'), 'a must be a text; b must be a text'],
    [
      'a must be a text; b must be a text',
      wrong('a', 'b', 'c'),
      'a must be a text; b must be a text; c must be a text',
    ],
    [
      'it cannot be read: a must be a text',
      wrong('a', 'b'),
      'it cannot be read: a must be a text; b must be a text',
    ],
    [
      'the path cannot be used',
      wrong('a.b', 'b'),
      'the path cannot be used: a.b must be a text; b must be a text',
    ],
    ['"a" must be a text', wrong('a'), '"a" must be a text'],
    [
      'x',
      [
        { field: '', message: 'is empty' },
        { field: '', message: 'and 7 more' },
      ],
      'x: the body is empty; and 7 more',
    ],
  ])('%j names every wrong field once: %j', (message, fields, detail) => {
    const { problem } = problemOf(new InvalidInputError(message, fields), '/x');
    expect(problem).toMatchObject({ detail, errors: fields });
  });

  it('says when to come again', () => {
    expect(problemOf(new TooManyRequestsError('x', 7), '/x').headers).toEqual({ 'retry-after': '7' });
    expect(problemOf(new UnavailableError('x'), '/x').headers).toEqual({ 'retry-after': '1' });
  });
});

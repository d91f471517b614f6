import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { RequestLimit } from '../../../core/access/request-limit.ts';
import { rateSource } from '../../../core/currency/rate-source.ts';
import { ForbiddenError, InvalidInputError, TooManyRequestsError } from '../../../core/errors.ts';
import { route } from '../../../lambdas/api/route.ts';
import { serveRoute } from '../../../lambdas/api/serve-route.ts';
import { CALLERS, gatewayEvent } from '../../support/api.ts';

const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') };
const unlimited = new RequestLimit({ take: () => Promise.resolve(1) }, clock, 0);

const PORTS: Parameters<typeof serveRoute>[2] = {
  clock,
  claims: { userClaim: 'sub', groupsClaim: 'groups', groupsPrefix: '' },
  keyCaller: () => Promise.reject(new Error('no key here')),
  users: undefined,
  cacheSeconds: 0,
  rates: rateSource([], undefined, { newest: () => Promise.resolve(undefined) }),
  limits: { requests: unlimited, records: unlimited, withoutTable: unlimited },
};

/** The answer of a route that says so much. */
function answered(text: string) {
  const sayer = route({
    method: 'GET',
    path: '/said',
    summary: 'says something',
    access: 'open',
    query: z.strictObject({}),
    answer: z.object({ text: z.string() }),
    handle: () => Promise.resolve({ body: { text } }),
  });
  return serveRoute(sayer, gatewayEvent('/said', 'nobody'), PORTS);
}

describe('an answer', () => {
  it('is as large as Lambda hands on, counted as JSON within JSON, and a 400 with the way out beyond', async () => {
    expect((await answered('x'.repeat(6_000_000))).statusCode).toBe(200);
    await expect(answered('x'.repeat(6_300_000))).rejects.toThrow(InvalidInputError);
    // A quote takes two bytes in the answer and four in Lambda's own.
    await expect(answered('"'.repeat(2_000_000))).rejects.toThrow('larger than one answer can be');
  });
});

/** A body that could not be read: who may not send it hears that, and nothing of the body. */
function unreadable(as: 'user' | 'writer') {
  return {
    ...gatewayEvent('POST /taken', CALLERS[as], undefined, { 'content-encoding': 'gzip' }),
    body: Buffer.from('no gzip').toString('base64'),
    isBase64Encoded: true,
  };
}

describe('a body', () => {
  const taker = route({
    method: 'POST',
    path: '/taken',
    summary: 'takes something',
    access: 'writers',
    rawBody: true,
    query: z.strictObject({}),
    answer: z.object({}),
    handle: () => Promise.resolve({ body: {} }),
  });
  it('is not unpacked and parsed for callers who may not send it, or have used up their requests', async () => {
    const claims = { ...PORTS.claims, groupsClaim: 'cognito:groups' };
    const serve = (as: 'user' | 'writer', ports: Partial<typeof PORTS>) =>
      serveRoute(taker, unreadable(as), { ...PORTS, claims, ...ports });
    await expect(serve('writer', {})).rejects.toThrow('not packed by gzip');
    await expect(serve('user', {})).rejects.toThrow(ForbiddenError);
    const none = new RequestLimit({ take: () => Promise.resolve(0) }, clock, 1);
    const limits = { requests: none, records: none, withoutTable: none };
    await expect(serve('writer', { limits })).rejects.toThrow(TooManyRequestsError);
  });
});

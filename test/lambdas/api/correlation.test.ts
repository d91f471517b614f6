import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { correlationIdOf } from '../../../lambdas/api/correlation.ts';

const named = (id: string | undefined) =>
  correlationIdOf({
    headers: id === undefined ? {} : { 'x-correlation-id': id },
    requestContext: { requestId: 'of-the-gateway' },
  } as unknown as APIGatewayProxyEventV2);

describe('what a request is called', () => {
  it.each(['trace-7', '~!', 'a'.repeat(128)])('is the caller’s name for it: %s', (id) => {
    expect(named(id)).toBe(id);
  });

  it.each([undefined, '', 'two words', 'größe', 'a'.repeat(129), 'a\r\nb'])(
    'is the gateway’s where the caller has none that a header carries back: %j',
    (id) => {
      expect(named(id)).toBe('of-the-gateway');
    },
  );
});

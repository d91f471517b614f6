import middy from '@middy/core';
import { describe, expect, it, vi } from 'vitest';
import { observability, observed } from '../../../lambdas/support/observability.ts';
import { lambdaContext } from '../../support/stream-event.ts';

describe('what is told of each call of a function', () => {
  it.each([
    ['succeeds', () => undefined],
    [
      'fails',
      () => {
        throw new Error('no table');
      },
    ],
  ])('are its metrics, when it %s', async (_what, act) => {
    const { logger, metrics } = observability('test');
    const publish = vi.spyOn(metrics, 'publish').mockReturnValue();
    const begin = vi.spyOn(logger, 'begin');
    const handler = middy<unknown, void>()
      .use(observed({ logger, metrics }))
      .handler(async () => act());
    await handler({}, lambdaContext).catch(() => undefined);
    expect(begin).toHaveBeenCalledWith(lambdaContext);
    expect(publish).toHaveBeenCalledTimes(1);
  });
});

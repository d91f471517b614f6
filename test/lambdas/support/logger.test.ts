import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../../lambdas/support/logger.ts';
import { lambdaContext } from '../../support/stream-event.ts';
import { written } from '../../support/written.ts';

const call = {
  function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:function',
  function_memory_size: '512',
  function_name: 'function',
  function_request_id: 'request-1',
};

beforeEach(() => void vi.stubEnv('POWERTOOLS_LOG_LEVEL', undefined));

afterEach(() => vi.unstubAllEnvs());

describe('the logger of a function', () => {
  it('writes a line of JSON with the call that it is in, the first of which started the function', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1');
    const logger = new Logger('record-usage');
    const lines = written(() => {
      logger.begin(lambdaContext);
      logger.info('job', { jobId: 'job-1' });
      logger.begin(lambdaContext);
      logger.warn('slow');
    });
    const common = {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      service: 'record-usage',
      ...call,
      xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    };
    expect(lines).toEqual([
      { level: 'INFO', message: 'job', ...common, cold_start: true, jobId: 'job-1' },
      { level: 'WARN', message: 'slow', ...common, cold_start: false },
    ]);
  });

  it('tells errors with their place and cause, and big numbers as text', () => {
    const error = Object.assign(new Error('no answer', { cause: new TypeError('closed') }), {
      code: 'EPIPE',
    });
    const [line] = written(() => new Logger('test').error('a request failed', { error, count: 12n }));
    expect(line).toMatchObject({
      level: 'ERROR',
      error: {
        name: 'Error',
        location: expect.stringMatching(/\w:\d+$/) as string,
        message: 'no answer',
        code: 'EPIPE',
        cause: { name: 'TypeError', message: 'closed' },
      },
      count: '12',
    });
  });

  it('leaves out what has no value and what is inside of itself, and keeps its own fields', () => {
    const loop: Record<string, unknown> = { a: 1 };
    loop['self'] = loop;
    const [line] = written(() =>
      new Logger('test').info('told', { loop, none: null, empty: '', message: 'other' }),
    );
    expect(line).toMatchObject({ message: 'told', loop: { a: 1 } });
    expect(line).not.toHaveProperty('none');
    expect(line).not.toHaveProperty('empty');
    expect(line).not.toHaveProperty('loop.self');
  });

  it.each([
    ['SILENT', []],
    ['WARN', ['warn', 'error']],
    ['DEBUG', ['debug', 'info', 'warn', 'error']],
    [undefined, ['info', 'warn', 'error']],
  ])('writes at level %s', (level, told) => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', level);
    const logger = new Logger('test');
    const lines = written(() => {
      for (const name of ['debug', 'info', 'warn', 'error'] as const) logger[name](name);
    });
    expect(lines).toMatchObject(told.map((message) => ({ message })));
    expect(lines).toHaveLength(told.length);
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFunction } from '../../local/functions.ts';
import type { LambdaFunction } from '../../local/functions.ts';
import { Resolver } from '../../local/resolve.ts';
import { stackOf } from './fixtures/stacks.ts';

const started: LambdaFunction[] = [];

function functionOf(exportName: string, properties: Record<string, unknown> = {}): LambdaFunction {
  const stack = stackOf('App', {
    Work: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'bundle.zip' },
        Runtime: 'nodejs24.x',
        Handler: `index.${exportName}`,
        Environment: { Variables: { OWN: { Ref: 'AWS::Region' } } },
        ...properties,
      },
    },
  });
  const resolver = new Resolver([stack], { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' });
  const [resource] = resolver.resources;
  if (!resource) throw new Error('the stack declares one function');
  const logs = mkdtempSync(path.join(tmpdir(), 'local-functions-'));
  const made = makeFunction(resource, resolver, { environment: {}, logs });
  started.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((item) => item.stop()));
});

describe('a function of the templates', () => {
  it('runs its bundle with its own environment and context', async () => {
    const result = await functionOf('echo', { Timeout: 5 }).invoke({ a: [1] });
    expect(result.ok).toBe(true);
    const answer = JSON.parse(result.ok ? result.payload : '{}') as Record<string, unknown>;
    expect(answer).toMatchObject({ event: { a: [1] }, name: 'App-Work', own: 'eu-west-1' });
    expect(answer['left']).toBeGreaterThan(4000);
    expect(process.env['OWN']).toBeUndefined();
  });

  it('ends an invocation at its time-out, and the next one gets a fresh sandbox', async () => {
    const sleepy = functionOf('sleepy', { Timeout: 1 });
    const before = performance.now();
    const late = await sleepy.invoke({ sleepMs: 60_000 });
    expect(late).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(performance.now() - before).toBeLessThan(4000);
    expect(await sleepy.invoke({ sleepMs: 1 })).toEqual({ ok: true, payload: '"woke"' });
  });

  it('runs events that come together in sandboxes of their own', async () => {
    const sleepy = functionOf('sleepy', { Timeout: 10 });
    await sleepy.warmUp();
    const before = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => sleepy.invoke({ sleepMs: 700 })));
    expect(performance.now() - before).toBeLessThan(2500);
  });

  it('waits for a sandbox where there are no more to be had', async () => {
    const sleepy = functionOf('sleepy', { Timeout: 10 });
    const results = await Promise.all(Array.from({ length: 20 }, () => sleepy.invoke({ sleepMs: 20 })));
    expect(results.every(({ ok }) => ok)).toBe(true);
  });

  it('tells an error and a process that ended itself from an answer', async () => {
    expect(await functionOf('failing').invoke({ reason: 'x' })).toEqual({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'no good: x',
    });
    expect(await functionOf('exiting').invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
    });
  });

  it('says which export is missing before the first event', async () => {
    await expect(functionOf('nothing').warmUp()).rejects.toThrow('exports no function called nothing');
  });
});

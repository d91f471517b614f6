import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayAnswer } from '../../../local/api-gateway/http-event.ts';
import { startRuntime } from '../../../local/runtime.ts';
import type { Runtime } from '../../../local/runtime.ts';
import { app } from '../fixtures/app.ts';

type Answer = readonly [status: number, name?: string, message?: string];

let runtime: Runtime;
const folder = mkdtempSync(path.join(tmpdir(), 'local-denied-'));

beforeAll(async () => {
  runtime = await startRuntime({
    stacks: [app],
    port: 0,
    folder,
    keep: false,
    page: () => gatewayAnswer(200, 'the page'),
    report: () => undefined,
  });
});

afterAll(async () => {
  await runtime.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets a function try calls that its role may not all make. */
async function attempt(...calls: string[]): Promise<Record<string, Answer>> {
  const response = await fetch(`${runtime.gateway}/v1/attempts`, {
    method: 'POST',
    body: JSON.stringify(calls),
    headers: { 'content-type': 'application/json' },
  });
  return (await response.json()) as Record<string, Answer>;
}

const ROLE = 'arn:aws:sts::000000000000:assumed-role/App-Trier/App-Attempts';

describe('what a role does not allow gets the service’s own refusal', () => {
  it.each([
    ['put', 400, 'AccessDeniedException', 'dynamodb:PutItem on resource: arn:aws:dynamodb:'],
    ['transact', 400, 'AccessDeniedException', 'dynamodb:PutItem'],
    [
      'send',
      403,
      'AccessDenied',
      'sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:000000000000:App-Queue',
    ],
    ['putObject', 403, 'AccessDenied', 's3:PutObject on resource: arn:aws:s3:::app-bucket/b/x'],
    ['list', 403, 'AccessDenied', 's3:ListBucket'],
    ['mail', 403, 'AccessDenied', 'ses:SendEmail on resource: arn:aws:ses:'],
    ['metric', 403, 'AccessDenied', 'cloudwatch:PutMetricData'],
    ['event', 400, 'AccessDeniedException', 'events:PutEvents'],
    ['encrypt', 400, 'AccessDeniedException', 'kms:Encrypt'],
  ])('%s: %d %s', async (call, status, name, message) => {
    const { [call]: answer } = await attempt(call);
    expect(answer?.slice(0, 2)).toEqual([status, name]);
    expect(answer?.[2]).toContain(`User: ${ROLE} is not authorized to perform: ${message}`);
    expect(answer?.[2]).toContain('because no identity-based policy allows');
  });

  it('and what it allows is done', async () => {
    expect(await attempt('get', 'listPart')).toEqual({ get: [200], listPart: [200] });
  });
});

describe('an object that is not there', () => {
  it('is 403 for whoever may not list the bucket, 404 for whoever may', async () => {
    const { getMissing, headMissing, getListed } = await attempt('getMissing', 'headMissing', 'getListed');
    expect(getMissing?.slice(0, 2)).toEqual([403, 'AccessDenied']);
    expect(getMissing?.[2]).toContain('s3:ListBucket');
    expect(headMissing?.[0]).toBe(403);
    expect(getListed?.slice(0, 2)).toEqual([404, 'NoSuchKey']);
  });
});

describe('a route without a permission of its function', () => {
  it('is 500 in the gateway’s own words', async () => {
    const response = await fetch(`${runtime.gateway}/v1/closed`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });
});

describe('templates that AWS would refuse or that would do nothing there', () => {
  it.each([
    ['ForwarderPolicy', 'Mapping: Lambda cannot make this mapping.'],
    ['QueuePolicy', 'Rule: User: events.amazonaws.com is not authorized to perform: sqs:SendMessage'],
  ])('do not start without %s', async (left, message) => {
    const { [left]: _left, ...Resources } = app.template.Resources ?? {};
    const own = mkdtempSync(path.join(tmpdir(), 'local-refused-'));
    const starting = startRuntime({
      stacks: [{ ...app, template: { Resources } }],
      port: 0,
      folder: own,
      keep: false,
      page: () => gatewayAnswer(200, 'the page'),
      report: () => undefined,
    });
    await expect(starting).rejects.toThrow(message);
    rmSync(own, { recursive: true, force: true });
  });
});

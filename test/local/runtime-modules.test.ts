import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../../local/lambda/sandbox.ts';

/** Where nothing is installed, as the assets of a synthesized app. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-asset-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function answerOf(name: string, code: string): Promise<unknown> {
  const file = path.join(folder, name);
  writeFileSync(file, code);
  const sandbox = new Sandbox({
    file,
    exportName: 'handler',
    threadName: 'asset',
    environment: {},
    atStart: () => ({}),
    memoryMb: 128,
    logFile: undefined,
    slowness: () => 1,
    mayRecur: false,
  });
  try {
    return await sandbox.invoke({ id: '1', payload: '{}', context: {}, trace: '' }, 900_000);
  } finally {
    await sandbox.terminate();
  }
}

describe('a bundle that leaves out what Lambda’s runtime has', () => {
  it.each([
    [
      'at.mjs',
      `import { SQSClient } from '@aws-sdk/client-sqs'; export const handler = () => SQSClient.name;`,
    ],
    ['later.mjs', `export const handler = async () => (await import('@aws-sdk/client-sqs')).SQSClient.name;`],
    ['common.cjs', `exports.handler = () => require('@aws-sdk/client-sqs').SQSClient.name;`],
  ])('finds the SDK in the packages of the project: %s', async (name, code) => {
    expect(await answerOf(name, code)).toEqual({ ok: true, payload: '"SQSClient"' });
  });

  it('is told what to install where the project has it not, and finds nothing else there', async () => {
    const missing = `export const handler = () => import('@aws-sdk/client-nowhere');`;
    expect(await answerOf('missing.mjs', missing)).toMatchObject({
      errorMessage: expect.stringContaining('install @aws-sdk/client-nowhere as a development') as string,
    });
    const other = `export const handler = () => import('zod');`;
    expect(await answerOf('other.mjs', other)).toMatchObject({ ok: false });
  });
});

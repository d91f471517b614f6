import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { bodiesOnDemand } from '../../../lambdas/support/bodies-on-demand.ts';

const s3 = mockClient(S3Client);
afterAll(() => {
  s3.restore();
});
afterEach(() => {
  vi.unstubAllEnvs();
  s3.reset();
});

it('bodies go to the stage’s bucket, by one client', async () => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('BUCKET_NAME', 'ledger');
  s3.on(PutObjectCommand).resolves({});
  s3.on(GetObjectCommand).resolves({ Body: { transformToString: () => Promise.resolve('{}') } as never });
  const bodies = bodiesOnDemand();
  await bodies.putBody('quarantine/a', '{}');
  expect(await bodies.getBody('quarantine/a')).toBe('{}');
  expect(s3.calls().map(({ args: [{ input }] }) => input)).toMatchObject([
    { Bucket: 'ledger', Key: 'quarantine/a', Body: '{}' },
    { Bucket: 'ledger', Key: 'quarantine/a' },
  ]);
});

it('a bucket that is missing is told at once', () => {
  vi.stubEnv('BUCKET_NAME', '');
  expect(bodiesOnDemand).toThrow('BUCKET_NAME');
});

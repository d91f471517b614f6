import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3PartStore } from '../../../adapters/s3/part-store.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';

let bucket: TestBucket;

beforeAll(async () => {
  bucket = await startBucket();
});

afterAll(() => bucket.stop());

/** The name of S3's refusal, or "taken". */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'taken';
  } catch (error) {
    return (error as Error).name;
  }
}

async function begin(key: string, ChecksumAlgorithm?: 'CRC32'): Promise<string> {
  const command = new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: key, ChecksumAlgorithm });
  // The SDK adds a checksum of its own where the caller names none; older ones do not.
  if (ChecksumAlgorithm === undefined) {
    command.middlewareStack.add(
      (next) => async (args) => {
        delete (args.request as { headers: Record<string, string> }).headers['x-amz-checksum-algorithm'];
        return await next(args);
      },
      { step: 'build', priority: 'low' },
    );
  }
  return (await bucket.client.send(command)).UploadId ?? '';
}

const put = (key: string, more: object) =>
  refusal(bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: 'text', ...more })));

const part = (key: string, UploadId: string, more: object = {}) =>
  bucket.client.send(
    new UploadPartCommand({
      Bucket: bucket.name,
      Key: key,
      UploadId,
      PartNumber: 1,
      Body: 'part',
      ...more,
    }),
  );
const complete = (key: string, UploadId: string, Part: object) =>
  refusal(
    bucket.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket.name,
        Key: key,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ...Part }] },
      }),
    ),
  );

describe('the local S3', () => {
  it('takes what the SDK sends with a checksum of its own, and keeps it', async () => {
    expect(await put('plain', {})).toBe('taken');
    const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: 'plain' }));
    expect(await Body?.transformToString()).toBe('text');
  });

  it.each([
    ['a wrong checksum', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['a right one', { ChecksumSHA256: 'mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=' }, 'taken'],
    ['a wrong MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    ['what is no MD5', { ContentMD5: 'AAAA' }, 'InvalidDigest'],
    ['the right MD5', { ContentMD5: 'HLJR7A1WjeapKbUgxK7Y0Q==' }, 'taken'],
  ])('says of %s what S3 says', async (_name, more, expected) => {
    expect(await put('digest', more)).toBe(expected);
  });

  it('writes with If-None-Match: * only what is not there', async () => {
    expect(await put('once', { IfNoneMatch: '*' })).toBe('taken');
    expect(await put('once', { IfNoneMatch: '*' })).toBe('PreconditionFailed');
    expect(await put('once', {})).toBe('taken');
    expect(await put('once', { IfNoneMatch: '"etag"' })).toBe('NotImplemented');
  });
});

describe('an upload in parts', () => {
  it('must be begun with the checksum that its parts bring', async () => {
    const uploadId = await begin('unsaid');
    expect(await refusal(part('unsaid', uploadId))).toBe('InvalidRequest');
  });

  it('must name the checksum of each part when it is completed', async () => {
    const uploadId = await begin('said', 'CRC32');
    const { ETag, ChecksumCRC32 } = await part('said', uploadId);
    expect(ChecksumCRC32).toBeDefined();
    expect(await complete('said', uploadId, { ETag })).toBe('InvalidRequest');
    expect(await complete('said', uploadId, { ETag, ChecksumCRC32: 'AAAAAA==' })).toBe('InvalidPart');
    expect(await complete('said', uploadId, { ETag, ChecksumCRC32 })).toBe('taken');
  });

  it('as exports write it is taken', async () => {
    const store = new S3PartStore(bucket.client, bucket.name);
    const uploadId = await store.begin('export', 'text/csv', 'costs.csv');
    const written = await store.putPart('export', uploadId, 1, new TextEncoder().encode('id,cost'));
    await store.complete('export', uploadId, [written]);
    expect(await store.getText('export')).toBe('id,cost');
  });
});

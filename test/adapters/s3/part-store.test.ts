import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { S3PartStore } from '../../../adapters/s3/part-store.ts';
import { UploadGoneError } from '../../../core/export/export-job.ts';

const s3 = mockClient(S3Client);
afterAll(() => {
  s3.restore();
});
const store = new S3PartStore(new S3Client({ region: 'us-east-1' }), 'ledger');

beforeEach(() => {
  s3.reset();
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
  s3.on(UploadPartCommand).callsFake(({ PartNumber }: { PartNumber: number }) => ({
    ETag: `"tag-${PartNumber}"`,
  }));
  s3.on(CompleteMultipartUploadCommand).resolves({});
});

describe('an object in parts', () => {
  it('names its checksum at the beginning, with each part and at the end: S3 refuses it otherwise', async () => {
    const uploadId = await store.begin('exports/a.csv', 'text/csv', 'a.csv');
    const first = await store.putPart('exports/a.csv', uploadId, 1, new TextEncoder().encode('123456789'));
    const second = await store.putPart('exports/a.csv', uploadId, 2, new TextEncoder().encode(''));
    await store.complete('exports/a.csv', uploadId, [first, second]);

    expect(s3.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input.ChecksumAlgorithm).toBe('CRC32');
    // 0xCBF43926 is the check value of CRC-32 over "123456789" in every catalogue of such sums.
    const sums = [Buffer.from([0xcb, 0xf4, 0x39, 0x26]).toString('base64'), 'AAAAAA=='];
    expect(s3.commandCalls(UploadPartCommand).map(({ args }) => args[0].input.ChecksumCRC32)).toEqual(sums);
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input.MultipartUpload?.Parts).toEqual([
      { PartNumber: 1, ETag: '"tag-1"', ChecksumCRC32: sums[0] },
      { PartNumber: 2, ETag: '"tag-2"', ChecksumCRC32: sums[1] },
    ]);
  });

  it('that is gone is told by a type of its own', async () => {
    s3.on(UploadPartCommand).rejects(Object.assign(new Error('gone'), { name: 'NoSuchUpload' }));
    await expect(store.putPart('exports/a.csv', 'upload-1', 1, new Uint8Array())).rejects.toThrow(
      UploadGoneError,
    );
  });
});

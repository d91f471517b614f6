import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3WorkStore } from '../../../adapters/s3/work-store.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';

let bucket: TestBucket;
beforeAll(async () => {
  bucket = await startBucket();
});
afterAll(() => bucket.stop());

describe('what jobs put aside in the bucket', () => {
  it('comes back as it was, an empty text too, and is undefined once it is gone', async () => {
    const work = new S3WorkStore(bucket.client, bucket.name);
    await work.put('job/one-0', '["sum","a\u2028b"]\n');
    await work.put('job/one-1', '');
    expect(await work.get('job/one-0')).toBe('["sum","a\u2028b"]\n');
    expect(await work.get('job/one-1')).toBe('');
    expect(await work.get('job/two-0')).toBeUndefined();
  });
});

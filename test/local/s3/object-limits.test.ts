import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { objectLimitRefusal } from '../../../local/s3/object-limits.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');

function refusal(method: string, url: string, headers: Record<string, string> = {}, now = NOW) {
  return objectLimitRefusal({ method, url, headers }, now)?.[1];
}

/** The codes are those of S3's list of error responses. */
describe('the local S3', () => {
  it.each([
    ['a key of 1,024 bytes', 'PUT', `/bucket/${'k'.repeat(1024)}`, {}, undefined],
    ['a longer key', 'PUT', `/bucket/${'k'.repeat(1025)}`, {}, 'KeyTooLongError'],
    [
      'bytes, not characters',
      'GET',
      `/bucket/${encodeURIComponent('\u20ac'.repeat(342))}`,
      {},
      'KeyTooLongError',
    ],
    ['the last part', 'PUT', '/bucket/key?partNumber=10000&uploadId=u', {}, undefined],
    ['one part more', 'PUT', '/bucket/key?partNumber=10001&uploadId=u', {}, 'InvalidArgument'],
    ['a part of no number', 'PUT', '/bucket/key?partNumber=0&uploadId=u', {}, 'InvalidArgument'],
    ['2 KB of metadata', 'PUT', '/bucket/key', { 'x-amz-meta-a': 'x'.repeat(2047) }, undefined],
    ['more metadata', 'PUT', '/bucket/key', { 'x-amz-meta-a': 'x'.repeat(2048) }, 'MetadataTooLarge'],
  ])('takes or refuses %s', (_name, method, url, headers, expected) => {
    expect(refusal(method, url, headers)).toBe(expected);
  });

  it('opens an address for as long as it says, and for a week at the most', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new S3Client({
      region: 'us-east-1',
      credentials,
      endpoint: 'http://s3',
      forcePathStyle: true,
    });
    const get = new GetObjectCommand({ Bucket: 'bucket', Key: 'key' });
    const address = await getSignedUrl(client, get, { expiresIn: 900, signingDate: new Date(NOW) });
    expect(refusal('GET', address, {}, NOW + 900_000)).toBeUndefined();
    expect(refusal('GET', address, {}, NOW + 901_000)).toBe('AccessDenied');
    const longer = address.replace('X-Amz-Expires=900', 'X-Amz-Expires=604801');
    expect(refusal('GET', longer)).toBe('AuthorizationQueryParametersError');
    expect(refusal('GET', address.replace(/X-Amz-Date=\w+/, 'X-Amz-Date=today'))).toBe(
      'AuthorizationQueryParametersError',
    );
  });
});

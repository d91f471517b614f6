import { afterAll, beforeAll, expect, it } from 'vitest';
import { eraseFiles } from '../../../adapters/s3/erase-files.ts';
import type { Erasure } from '../../../core/erasure/erasure.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';

let bucket: TestBucket;
beforeAll(async () => {
  bucket = await startBucket();
});
afterAll(() => bucket.stop());

// Reading it would fail, by NoSuchKey or, where a role may not list, by AccessDenied: the erasure would never end.
it('an erasure passes by a day that has no file', async () => {
  const file = 'archive/2026-01-01.jsonl.gz';
  const at = Date.parse('2026-11-01T00:00:00Z');
  const erasure: Erasure = { id: 'e', userId: 'anna', pseudonym: 'p', requestedAt: at, pass: 1, dueAt: at };
  const ports = { client: bucket.client, bucket: bucket.name, archived: () => Promise.resolve([file]) };
  expect(await eraseFiles(erasure, undefined, ports)).toEqual({ changed: 0, next: file });
  expect(await eraseFiles(erasure, file, ports)).toEqual({ changed: 0 });
});

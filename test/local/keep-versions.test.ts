import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBucket, type TestBucket } from '../support/bucket.ts';

let bucket: TestBucket;

beforeAll(async () => {
  bucket = await startBucket();
});

afterAll(() => bucket.stop());

const of = (Key: string, VersionId?: string) => ({ Bucket: bucket.name, Key, VersionId });

async function put(key: string, Body: string): Promise<string> {
  const { VersionId = '' } = await bucket.client.send(new PutObjectCommand({ ...of(key), Body }));
  return VersionId;
}

async function read(key: string, version?: string): Promise<string> {
  try {
    const { Body } = await bucket.client.send(new GetObjectCommand(of(key, version)));
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    return (error as Error).name;
  }
}

function shown(all: readonly { VersionId?: string; IsLatest?: boolean }[] = []): string[] {
  return all.map(({ VersionId, IsLatest }) => `${VersionId}${IsLatest ? ' latest' : ''}`);
}

async function versions(Prefix: string) {
  const listed = await bucket.client.send(new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix }));
  return { versions: shown(listed.Versions), markers: shown(listed.DeleteMarkers) };
}

describe('a versioned bucket of the local S3', () => {
  it('keeps what was there before a write, and shows the last', async () => {
    const [first, second] = [await put('kept/a', 'one'), await put('kept/a', 'two')];
    expect([await read('kept/a'), await read('kept/a', first), await read('kept/a', second)]).toEqual([
      'two',
      'one',
      'two',
    ]);
    expect(await versions('kept/')).toEqual({ versions: [`${second} latest`, first], markers: [] });
  });

  it('puts a delete marker over a deleted object, whose versions stay', async () => {
    const id = await put('gone/a', 'text & more');
    const { DeleteMarker, VersionId = '' } = await bucket.client.send(new DeleteObjectCommand(of('gone/a')));
    expect(DeleteMarker).toBe(true);
    expect([await read('gone/a'), await read('gone/a', id)]).toEqual(['NoSuchKey', 'text & more']);
    expect(await read('gone/a', VersionId)).toBe('MethodNotAllowed');
    expect(await read('gone/a', 'none')).toBe('NoSuchVersion');
    const { KeyCount } = await bucket.client.send(
      new ListObjectsV2Command({ Bucket: bucket.name, Prefix: 'gone/' }),
    );
    expect(KeyCount).toBe(0);
    expect(await versions('gone/')).toEqual({ versions: [id], markers: [`${VersionId} latest`] });
  });

  it('shows an object again whose delete marker is deleted', async () => {
    await put('again/a', 'text');
    const { VersionId } = await bucket.client.send(new DeleteObjectCommand(of('again/a')));
    await bucket.client.send(new DeleteObjectCommand(of('again/a', VersionId)));
    expect(await read('again/a')).toBe('text');
  });

  it('forgets a version that is deleted by its id, and shows the one before', async () => {
    const [first, second] = [await put('final/a', 'one'), await put('final/a', 'two')];
    await bucket.client.send(new DeleteObjectCommand(of('final/a', second)));
    expect([await read('final/a'), await read('final/a', second)]).toEqual(['one', 'NoSuchVersion']);
    await bucket.client.send(new DeleteObjectCommand(of('final/a', first)));
    expect(await read('final/a')).toBe('NoSuchKey');
    expect(await versions('final/')).toEqual({ versions: [], markers: [] });
  });
});

import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ErasedStretch } from '../../core/erasure/erase-user.ts';
import { type Erasure, NEXT_PASS_MS } from '../../core/erasure/erasure.ts';
import { ascending } from '../../core/order.ts';
import { S3ArchiveStore } from './archive-store.ts';

export interface EraseFilesPorts {
  readonly client: S3Client;
  readonly bucket: string;
  /** Files of the days of the user that are archived, by name. */
  readonly archived: (erasure: Erasure) => Promise<readonly string[]>;
}

/** Behind the archive's files, by name. */
const EXPORTS = 'exports/';

/**
 * The user's lines of archived days are written again under the pseudonym, a file a stretch; exports that name
 * the user are deleted, since they live for a week and are made again by asking.
 */
export async function eraseFiles(
  erasure: Erasure,
  after: string | undefined,
  ports: EraseFilesPorts,
): Promise<ErasedStretch> {
  const files = await ports.archived(erasure);
  const file = files.find((one) => after === undefined || one > after);
  if (file !== undefined) return { changed: await rewriteArchive(file, erasure, ports), next: file };
  const [first] = await exportsAfter(after?.startsWith(EXPORTS) ? after : EXPORTS, ports);
  if (!first) return { changed: 0 };
  // What was exported after the passes names a new user.
  const isEarly = first.at < erasure.requestedAt + NEXT_PASS_MS;
  const isNamed = isEarly && (await names(first.key, erasure.userId, ports));
  if (isNamed) {
    await ports.client.send(new DeleteObjectCommand({ Bucket: ports.bucket, Key: first.key }));
  }
  return { changed: isNamed ? 1 : 0, next: first.key };
}

/** Amounts, times and the order of lines stay; the file is replaced as a whole or not at all. */
async function rewriteArchive(
  key: string,
  { userId, pseudonym }: Erasure,
  { client, bucket }: EraseFilesPorts,
): Promise<number> {
  const archive = new S3ArchiveStore(client, bucket);
  const isOfUser = (line: string) => (JSON.parse(line) as { userId: string | null }).userId === userId;
  // A day without entries has no file. Reading would tell it by NoSuchKey, or by AccessDenied to a role that may list
  // only a folder: the list tells it in both cases.
  if (!(await isThere(key, client, bucket))) return 0;
  let found = 0;
  for await (const line of archive.lines(key)) found += isOfUser(line) ? 1 : 0;
  if (found === 0) return 0;
  const lines = async function* () {
    for await (const line of archive.lines(key)) {
      yield isOfUser(line) ? `${JSON.stringify({ ...JSON.parse(line), userId: pseudonym })}\n` : `${line}\n`;
    }
  };
  await archive.put(key, lines());
  return 1;
}

async function isThere(key: string, client: S3Client, bucket: string): Promise<boolean> {
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
  );
  return Contents.some(({ Key }) => Key === key);
}

async function exportsAfter(after: string, { client, bucket }: EraseFilesPorts) {
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: EXPORTS, StartAfter: after, MaxKeys: 1 }),
  );
  return Contents.map(({ Key = '', LastModified }) => ({ key: Key, at: LastModified?.getTime() ?? 0 })).sort(
    ascending(({ key }) => key),
  );
}

/** Whether the text of an object holds the id, as it is or as JSON writes it; in constant memory. */
async function names(key: string, userId: string, { client, bucket }: EraseFilesPorts): Promise<boolean> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new TypeError(`the bucket gave no stream for ${key}`);
  const wanted = [userId, JSON.stringify(userId).slice(1, -1), userId.replaceAll('"', '""')];
  const overlap = Math.max(...wanted.map((text) => text.length));
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of Body as AsyncIterable<Uint8Array>) {
    text = text.slice(-overlap) + decoder.decode(chunk, { stream: true });
    if (wanted.some((one) => text.includes(one))) {
      Body.destroy();
      return true;
    }
  }
  return false;
}

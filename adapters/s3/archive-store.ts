import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArchiveStore } from '../../core/retention/archive-ports.ts';
import { S3ResultStore } from './result-store.ts';

/** Archived lines as gzip objects in the ledger's bucket, written and read in constant memory. */
export class S3ArchiveStore implements ArchiveStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #objects: S3ResultStore;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#objects = new S3ResultStore(client, bucket);
  }

  async put(key: string, lines: AsyncIterable<string>): Promise<void> {
    const source = Readable.from(lines);
    const gzip = createGzip();
    // A source that fails ends the upload with its own error.
    source.on('error', (error) => gzip.destroy(error));
    await this.#objects.put(key, source.pipe(gzip), 'application/gzip');
  }

  async *lines(key: string): AsyncGenerator<string> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new TypeError(`the bucket gave no stream for ${key}`);
    const gunzip = createGunzip();
    Body.on('error', (error) => gunzip.destroy(error));
    try {
      yield* splitLines(Body.pipe(gunzip));
    } finally {
      // A reader that stops early lets the connection go.
      Body.destroy();
    }
  }
}

/** At line feeds only: node:readline also splits at U+2028, which JSON allows inside texts. */
async function* splitLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

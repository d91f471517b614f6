import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** Large results of jobs, in the ledger's bucket. */
export class S3ResultStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Stores a stream in parts, in constant memory. */
  async put(key: string, body: AsyncIterable<Uint8Array | string>, contentType: string): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: {
        Bucket: this.#bucket,
        Key: key,
        Body: Readable.from(body, { objectMode: false }),
        ContentType: contentType,
      },
      queueSize: 2,
    });
    await upload.done();
  }
}

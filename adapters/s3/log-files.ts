import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A log file unpacks to so much at the most; one with prompts in it is no larger than the function's memory. */
const MOST_BYTES = 128 * 1024 * 1024;
const GZIP = [0x1f, 0x8b] as const;

/** Files of a log in any bucket, unpacked where they are gzip. */
export class S3LogFiles {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  /** The text of a file; rejects when there is none, or it is too large. */
  async getText(bucket: string, key: string): Promise<string> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const packed = bytes[0] === GZIP[0] && bytes[1] === GZIP[1];
    const plain = packed ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    return new TextDecoder().decode(plain);
  }
}

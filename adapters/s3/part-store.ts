import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type FilePart, type PartStore, UploadGoneError } from '../../core/export/export-job.ts';
import { S3BodyStore } from './body-store.ts';

/** CRC-32 of the bytes as S3 writes it: four bytes, the highest first, in base64. */
function crc32Text(bytes: Uint8Array): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
}

/** Objects written in parts by several calls of a function, in the ledger's bucket. */
export class S3PartStore implements PartStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #bodies: S3BodyStore;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#bodies = new S3BodyStore(client, bucket);
  }

  async begin(key: string, contentType: string, fileName: string): Promise<string> {
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({
        Bucket: this.#bucket,
        Key: key,
        // Without it S3 refuses the object at its completion, since the SDK sends a checksum with each part.
        ChecksumAlgorithm: 'CRC32',
        ContentType: contentType,
        ContentDisposition: `attachment; filename="${fileName}"`,
      }),
    );
    if (UploadId === undefined) throw new Error(`the bucket began no upload of ${key}`);
    return UploadId;
  }

  async putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<FilePart> {
    const checksum = crc32Text(bytes);
    const { ETag } = await this.#known(key, () =>
      this.#client.send(
        new UploadPartCommand({
          Bucket: this.#bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: number,
          ChecksumCRC32: checksum,
          Body: bytes,
        }),
      ),
    );
    if (ETag === undefined) throw new Error(`the bucket took part ${number} of ${key} without an answer`);
    return { number, tag: ETag, checksum };
  }

  async complete(key: string, uploadId: string, parts: readonly FilePart[]): Promise<void> {
    await this.#known(key, () =>
      this.#client.send(
        new CompleteMultipartUploadCommand({
          Bucket: this.#bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: {
            Parts: parts.map(({ number, tag, checksum }) => ({
              PartNumber: number,
              ETag: tag,
              ChecksumCRC32: checksum,
            })),
          },
        }),
      ),
    );
  }

  putText(key: string, text: string): Promise<void> {
    return this.#bodies.putBody(key, text);
  }

  getText(key: string): Promise<string> {
    return this.#bodies.getBody(key);
  }

  async #known<T>(key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof NoSuchUpload) && (error as Error).name !== 'NoSuchUpload') throw error;
      throw new UploadGoneError(`the upload of ${key} is gone`, { cause: error });
    }
  }
}

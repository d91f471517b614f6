import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { WorkStore } from '../../core/jobs/work-store.ts';
import { S3BodyStore } from './body-store.ts';

/**
 * Among the exports: the bucket deletes them after a week, an erasure those whose text names its person, and the
 * function that runs jobs may do with them what it needs.
 */
const FOLDER = 'exports/steps/';

const END = '\n';

/** What jobs put aside between their steps, in the ledger's bucket. */
export class S3WorkStore implements WorkStore {
  readonly #bodies: S3BodyStore;

  constructor(client: S3Client, bucket: string) {
    this.#bodies = new S3BodyStore(client, bucket);
  }

  put(key: string, text: string): Promise<void> {
    // The SDK takes a body without a character for a stream of unknown length.
    return this.#bodies.putBody(FOLDER + key, `${text}${END}`);
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return (await this.#bodies.getBody(FOLDER + key)).slice(0, -END.length);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

import { once } from '../../core/once.ts';
import type { S3BodyStore } from '../../adapters/s3/body-store.ts';
import { readVariable } from './read-environment.ts';

/**
 * Bodies too large for the table are rare: the client of S3 is loaded when the first one comes.
 * Throws an Error that names a missing variable at once.
 */
export function bodiesOnDemand(): Pick<S3BodyStore, 'getBody' | 'putBody'> {
  const bucket = readVariable('bucketName');
  const open = once(() => bodiesIn(bucket));
  return {
    putBody: async (key, body) => await (await open()).putBody(key, body),
    getBody: async (key) => await (await open()).getBody(key),
  };
}

async function bodiesIn(bucket: string): Promise<S3BodyStore> {
  const [client, store] = await Promise.all([
    import('../../adapters/s3/s3-client.ts'),
    import('../../adapters/s3/body-store.ts'),
  ]);
  return new store.S3BodyStore(client.s3Client(), bucket);
}

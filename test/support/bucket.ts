import { tmpdir } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import { startQueues } from '../../local/sqs/start-sqs-and-s3.ts';

/** A bucket of the embedded S3, which refuses what S3 refuses and keeps versions as ours do; empty, until `stop`. */
export interface TestBucket {
  readonly client: S3Client;
  readonly name: string;
  stop(): Promise<void>;
}

export async function startBucket(name = 'ledger-bucket'): Promise<TestBucket> {
  const { started: server, createVersionedBucket } = await startQueues(0, 'us-east-1', tmpdir(), false);
  createVersionedBucket(name, () => server.createBucket(name));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  return { client, name, stop: () => server.stop() };
}

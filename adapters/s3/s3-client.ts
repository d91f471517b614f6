import { S3Client } from '@aws-sdk/client-s3';

/** A client for the ledger's bucket; region and endpoint come from the function's environment. */
export function s3Client(): S3Client {
  return new S3Client({});
}

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** How long an address of a result works. */
const RESULT_URL_SECONDS = 900;

/** An address that gives an object of the bucket to anyone who has it, for RESULT_URL_SECONDS. */
export function resultUrl(client: S3Client, bucket: string, key: string): Promise<string> {
  const get = new GetObjectCommand({ Bucket: bucket, Key: key });
  return getSignedUrl(client, get, { expiresIn: RESULT_URL_SECONDS });
}

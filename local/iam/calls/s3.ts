import type { Context } from '../conditions.ts';
import type { Need } from '../evaluate.ts';
import { BY_TLS } from './place.ts';

/** A request of S3 in its path form, `/bucket/key?query`. */
export interface S3Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What an S3 request is about. */
export interface S3Target {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Reads bucket, key and query. A key that is not well encoded is left as it is. */
export function s3Target(url: string): S3Target {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...rest] = pathname.split('/');
  return { bucket: decoded(bucket), key: decoded(rest.join('/')), query: searchParams };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Part of the query that makes a request of an object another one, by method; the first that fits counts. */
const OF_OBJECT: readonly (readonly [method: string, query: string, action: string])[] = [
  ['GET', 'uploadId', 'ListMultipartUploadParts'],
  ['GET', 'attributes', 'GetObjectAttributes'],
  ['GET', 'tagging', 'GetObjectTagging'],
  ['GET', 'acl', 'GetObjectAcl'],
  ['GET', 'versionId', 'GetObjectVersion'],
  ['HEAD', 'versionId', 'GetObjectVersion'],
  ['PUT', 'tagging', 'PutObjectTagging'],
  ['PUT', 'acl', 'PutObjectAcl'],
  ['DELETE', 'uploadId', 'AbortMultipartUpload'],
  ['DELETE', 'tagging', 'DeleteObjectTagging'],
  ['DELETE', 'versionId', 'DeleteObjectVersion'],
  ['GET', '', 'GetObject'],
  ['HEAD', '', 'GetObject'],
  ['PUT', '', 'PutObject'],
  ['POST', '', 'PutObject'],
  ['DELETE', '', 'DeleteObject'],
];

const OF_BUCKET: typeof OF_OBJECT = [
  ['GET', 'versions', 'ListBucketVersions'],
  ['GET', 'uploads', 'ListBucketMultipartUploads'],
  ['GET', 'location', 'GetBucketLocation'],
  ['GET', 'lifecycle', 'GetLifecycleConfiguration'],
  ['PUT', 'lifecycle', 'PutLifecycleConfiguration'],
  ['DELETE', 'lifecycle', 'PutLifecycleConfiguration'],
  ['GET', '', 'ListBucket'],
  ['HEAD', '', 'ListBucket'],
  ['PUT', '', 'CreateBucket'],
  ['DELETE', '', 'DeleteBucket'],
];

function actionOf(table: typeof OF_OBJECT, method: string, query: URLSearchParams): string {
  const [, , action] =
    table.find(([verb, name]) => verb === method && (name === '' || query.has(name))) ?? [];
  return `s3:${action ?? 'Unknown'}`;
}

/** What a request of S3 needs. Source: "Required permissions for Amazon S3 API operations". */
export function s3Needs({ method, url, headers }: S3Request): Need[] {
  const { bucket, key, query } = s3Target(url);
  if (bucket === '') return [{ action: 's3:ListAllMyBuckets', resource: '*', context: BY_TLS }];
  const arn = `arn:aws:s3:::${bucket}`;
  if (key === '') {
    // Which objects a bulk deletion names is in its body: it needs to be allowed for any.
    if (method === 'POST') return [{ action: 's3:DeleteObject', resource: `${arn}/*`, context: BY_TLS }];
    return [{ action: actionOf(OF_BUCKET, method, query), resource: arn, context: listing(query) }];
  }
  const needs: Need[] = [
    { action: actionOf(OF_OBJECT, method, query), resource: `${arn}/${key}`, context: BY_TLS },
  ];
  const source = headers['x-amz-copy-source'];
  if (typeof source === 'string') {
    const from = s3Target(source.startsWith('/') ? source : `/${source}`);
    needs.push({
      action: from.query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject',
      resource: `arn:aws:s3:::${from.bucket}/${from.key}`,
      context: BY_TLS,
    });
  }
  if (method !== 'GET' && headers['x-amz-tagging'] !== undefined)
    needs.push({ action: 's3:PutObjectTagging', resource: `${arn}/${key}`, context: BY_TLS });
  return needs;
}

function listing(query: URLSearchParams): Context {
  const given = ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[`s3:${name}`, value] as const];
  });
  return { ...BY_TLS, ...Object.fromEntries(given) };
}

/** What a caller must be allowed besides, so that S3 tells it that an object is not there: its name is the prefix. */
export function tellsMissing({ bucket, key }: S3Target): Need {
  return {
    action: 's3:ListBucket',
    resource: `arn:aws:s3:::${bucket}`,
    context: { ...BY_TLS, 's3:prefix': key },
  };
}

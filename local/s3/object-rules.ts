import { AsyncLocalStorage } from 'node:async_hooks';
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { embeddedErrors, embeddedModule, type MakeS3Error } from './embedded-s3.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A write of an object, or of a part of one, as it came. */
interface Write {
  readonly headers: Headers;
  /** Headers, and those that the SDK sends behind a streamed body. */
  readonly checksums: readonly (readonly [algorithm: string, value: string])[];
  readonly body: Buffer;
}

const DIGESTS: Readonly<Record<string, (body: Buffer) => string>> = {
  crc32: (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum.toString('base64');
  },
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
};

/** What S3 says of a write whose bytes are not those that were sent; undefined where all agree. */
function digestRefusal({ headers, checksums, body }: Write): readonly [string, string] | undefined {
  const md5 = headers['content-md5'];
  if (typeof md5 === 'string') {
    if (Buffer.from(md5, 'base64').length !== 16) {
      return ['InvalidDigest', 'The Content-MD5 you specified is not valid.'];
    }
    if (createHash('md5').update(body).digest('base64') !== md5) {
      return ['BadDigest', 'The Content-MD5 you specified did not match what we received.'];
    }
  }
  for (const [algorithm, value] of checksums) {
    const own = DIGESTS[algorithm]?.(body);
    if (own === undefined) {
      return ['NotImplemented', `the local S3 knows no checksum ${algorithm}: use CRC32, SHA1 or SHA256`];
    }
    if (own !== value) {
      const name = algorithm.toUpperCase();
      return ['BadDigest', `The ${name} you specified did not match the calculated checksum.`];
    }
  }
  return undefined;
}

/** What S3 says of a part whose checksum the upload was not begun with; undefined where both agree. */
function partRefusal(upload: string | undefined, part: string | undefined): string | undefined {
  const [expected, actual] = [upload, part].map((name) => name?.toLowerCase() ?? 'null');
  // A part without a checksum is taken: S3 computes it.
  if (part === undefined || expected === actual) return undefined;
  return `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`;
}

/** What S3 says of a completion that leaves checksums of parts out, or names others; undefined where all agree. */
function completionRefusal(
  algorithm: string,
  parts: ReadonlyMap<number, { readonly checksumValue?: string }>,
  body: string,
): readonly [string, string] | undefined {
  for (const [, block = ''] of body.matchAll(/<Part>([\s\S]*?)<\/Part>/g)) {
    const number = Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(block)?.[1]);
    const sent = new RegExp(`<Checksum${algorithm}>([^<]*)</Checksum${algorithm}>`).exec(block)?.[1];
    if (sent === undefined) {
      const used = algorithm.toLowerCase();
      return [
        'InvalidRequest',
        `The upload was created using a ${used} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      ];
    }
    if (sent !== parts.get(number)?.checksumValue) {
      return [
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      ];
    }
  }
  return undefined;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly checksumAlgorithm?: string;
  readonly parts: ReadonlyMap<number, { readonly checksumValue?: string }>;
}
interface Store {
  readonly buckets: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  readonly multipartUploads: ReadonlyMap<string, Upload>;
}
type Method = (this: Store, ...args: never[]) => unknown;
type StoreMethods = Record<'putObject' | 'uploadPart' | 'completeMultipartUpload', Method>;

/** The write that the embedded S3 works on. */
const current = new AsyncLocalStorage<Write>();
let isPatched = false;

/** Makes the embedded S3 behind a server refuse writes that S3 refuses: digests, checksums of parts, conditions. */
export async function keepObjectRules(server: Server): Promise<void> {
  await patchStore();
  const { decodeAwsChunked } = await embeddedModule<{
    decodeAwsChunked: (body: Buffer) => { body: Buffer; trailers: Record<string, string> };
  }>('s3/chunkedEncoding.js');
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isWrite(request)) {
      listeners.forEach((listener) => listener(request, response));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const isChunked = request.headers['content-encoding']?.includes('aws-chunked') === true;
      const { body, trailers } = isChunked ? decodeAwsChunked(raw) : { body: raw, trailers: {} };
      const write = {
        headers: request.headers,
        checksums: checksumsOf({ ...request.headers, ...trailers }),
        body,
      };
      current.run(write, () => listeners.forEach((listener) => listener(replayed(request, raw), response)));
    });
  });
}

function isWrite({ method, url = '/', headers }: IncomingMessage): boolean {
  if (url.startsWith('/_fauxqs')) return false;
  return method === 'PUT' || (method === 'POST' && url !== '/' && headers['x-amz-target'] === undefined);
}

/** The request again, its body yet to be read. */
function replayed(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion, socket } = request;
  const own = { method, url, headers, rawHeaders, httpVersion, socket, connection: socket, complete: true };
  return Object.assign(Readable.from(body.length > 0 ? [body] : []), own) as unknown as IncomingMessage;
}

function checksumsOf(headers: Headers): Write['checksums'] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const algorithm = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.exec(name)?.[1];
    return algorithm !== undefined && typeof value === 'string' ? [[algorithm, value] as const] : [];
  });
}

async function patchStore(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const { S3Store } = await embeddedModule<{ S3Store: { prototype: StoreMethods } }>('s3/s3Store.js');
  const methods = S3Store.prototype;
  const refuse = await embeddedErrors();
  const before = (
    name: keyof StoreMethods,
    check: (store: Store, write: Write, args: readonly unknown[]) => void,
  ) => {
    const own = methods[name];
    methods[name] = function byRules(this: Store, ...args: never[]): unknown {
      const write = current.getStore();
      if (write !== undefined) check(this, write, args);
      return own.apply(this, args);
    };
  };
  before('putObject', (store, write, [bucket, key]) => {
    checkDigests(write, refuse);
    checkCondition(store, write, { bucket: String(bucket), key: String(key) }, refuse);
  });
  before('uploadPart', (store, write, [uploadId]) => {
    checkDigests(write, refuse);
    const wrong = partRefusal(
      store.multipartUploads.get(String(uploadId))?.checksumAlgorithm,
      write.checksums[0]?.[0],
    );
    if (wrong !== undefined) throw refuse('InvalidRequest', wrong, 400);
  });
  before('completeMultipartUpload', (store, write, [uploadId]) => {
    const upload = store.multipartUploads.get(String(uploadId));
    if (!upload) return;
    checkCondition(store, write, upload, refuse);
    const { checksumAlgorithm, parts } = upload;
    const wrong = checksumAlgorithm && completionRefusal(checksumAlgorithm, parts, write.body.toString());
    if (wrong) throw refuse(...wrong, 400);
  });
}

function checkDigests(write: Write, refuse: MakeS3Error): void {
  const wrong = digestRefusal(write);
  if (wrong) throw refuse(...wrong, wrong[0] === 'NotImplemented' ? 501 : 400);
}

/** `If-None-Match: *` writes only what is not there; S3 knows no other value for writes. */
function checkCondition(
  { buckets }: Store,
  { headers }: Write,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  refuse: MakeS3Error,
): void {
  const condition = headers['if-none-match'];
  if (condition === undefined) return;
  if (condition !== '*') {
    throw refuse(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    );
  }
  if (buckets.get(bucket)?.has(key) === true) {
    throw refuse('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
}
